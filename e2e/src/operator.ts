import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createLogger, rawPublisher } from '@gazette/runtime';
import type { Stack } from './stack.ts';

const run = promisify(execFile);
const indexerCli = new URL('../../services/indexer/dist/cli.js', import.meta.url).pathname;
/** A dead letter in base64 may have 11 MB. */
const MOST_OUTPUT = 32 * 1024 * 1024;

/** Runs `dead-letters` with these arguments and `--json`; answers the objects that it prints, whatever its exit code. */
export async function deadLetters(
  stack: Stack,
  ...args: readonly string[]
): Promise<Record<string, unknown>[]> {
  const { stdout } = await run(process.execPath, [indexerCli, 'dead-letters', ...args, '--json'], {
    env: { ...process.env, ...stack.env },
    maxBuffer: MOST_OUTPUT,
  }).catch((error: unknown) => {
    // Exit code 1 says that some letters could not be sent back, and the output which.
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error && error.stdout)
      return error as unknown as { stdout: string };
    throw error;
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs `dead-letters` with these arguments; answers what it prints for people. Throws when it ends with another code than 0. */
export async function deadLettersInWords(
  stack: Stack,
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return run(process.execPath, [indexerCli, 'dead-letters', ...args], {
    env: { ...process.env, ...stack.env },
  });
}

/** One record, with exactly these bytes. */
export interface Bytes {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition: number;
}

/** Sends a record as a foreign producer would, past our codec and limits. */
export async function sendBytes(
  stack: Stack,
  topic: string,
  { headers = {}, ...record }: Bytes,
): Promise<void> {
  const raw = rawPublisher(stack.kafka, createLogger('test', 'silent'));
  const [result] = await raw.send(stack.prefix + topic, 8 * 1024 * 1024, [{ ...record, headers }]);
  await raw.stop();
  if (result?.outcome !== 'delivered') throw new Error(`Kafka refused the record: ${JSON.stringify(result)}`);
}
