import { readFile } from 'node:fs/promises';
import { recheck, type Logger, type Resource } from '@gazette/runtime';
import { parseKeyFile, type ApiKeys } from '../api-keys.ts';

/** The current keys. */
export type Keys = Resource & { readonly current: () => ApiKeys };

/**
 * Keys of the environment and of a file that is reread every five seconds. An invalid file prevents the
 * start; later, the previous keys remain valid.
 */
export async function openKeys(
  { fixed, file }: { readonly fixed: ApiKeys; readonly file: string | null },
  logger: Logger,
): Promise<Keys> {
  if (fixed.some(({ isPlainText }) => isPlainText))
    logger.warn(
      'GAZETTE_API_KEYS contains keys in plain text; `gazette keys new` creates keys of which only a hash is stored',
    );
  if (file === null) return { current: () => fixed, stop: () => Promise.resolve() };
  let text = await readFile(file, 'utf8');
  let current = [...fixed, ...parse(text, file)];

  async function reread(path: string): Promise<void> {
    try {
      const found = await readFile(path, 'utf8');
      if (found === text) return;
      current = [...fixed, ...parse(found, path)];
      text = found;
      logger.info({ keys: current.length }, 'the API keys have changed');
    } catch (error) {
      logger.error({ err: error }, 'the file of API keys cannot be read; the previous keys remain valid');
    }
  }

  return { current: () => current, ...recheck(() => reread(file), 'later') };
}

function parse(text: string, path: string): ApiKeys {
  try {
    return parseKeyFile(text);
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
