import { readFile } from 'node:fs/promises';
import type { Logger, Resource } from '@gazette/runtime';
import { parseKeyFile, type ApiKeys } from '../api-keys.ts';

/** Keys as they are now. */
export type Keys = Resource & { readonly current: () => ApiKeys };

/** How often the file is read again, in milliseconds: a key that is taken out is refused this soon. */
const EVERY_MS = 5000;

/**
 * Keys of the environment and of a file, which is read again every five seconds. A file that does not fit stops the start; later, the keys
 * of before stay.
 */
export async function openKeys(
  { fixed, file }: { readonly fixed: ApiKeys; readonly file: string | null },
  logger: Logger,
): Promise<Keys> {
  if (fixed.some(({ inTheClear }) => inTheClear))
    logger.warn(
      'GAZETTE_API_KEYS holds keys in the clear; `gazette keys new` makes keys of which only a hash is kept',
    );
  if (file === null) return { current: () => fixed, stop: () => Promise.resolve() };
  let text = await readFile(file, 'utf8');
  let current = [...fixed, ...parse(text, file)];

  async function readAgain(path: string): Promise<void> {
    try {
      const found = await readFile(path, 'utf8');
      if (found === text) return;
      current = [...fixed, ...parse(found, path)];
      text = found;
      logger.info({ keys: current.length }, 'the API keys have changed');
    } catch (error) {
      logger.error({ err: error }, 'the file of API keys cannot be read; those of before stay');
    }
  }

  const reader = setInterval(() => void readAgain(file), EVERY_MS).unref();
  return {
    current: () => current,
    stop: () => {
      clearInterval(reader);
      return Promise.resolve();
    },
  };
}

function parse(text: string, path: string): ApiKeys {
  try {
    return parseKeyFile(text);
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
