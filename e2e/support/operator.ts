import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createLogger, rawPublisher } from '@gazette/runtime';
import type { Stack } from './stack.ts';

const run = promisify(execFile);

/** Above the largest dead letter in base64, which is 11 MB. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

/** The exit code and output of a command. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of a service's CLI in the suite's environment; a non-zero exit code is not an error. */
export async function command(
  stack: Pick<Stack, 'env'>,
  service: string,
  ...args: readonly string[]
): Promise<Ended> {
  const cli = new URL(`../../services/${service}/dist/cli.js`, import.meta.url).pathname;
  const options = { env: { ...process.env, ...stack.env }, maxBuffer: MAX_OUTPUT_BYTES };
  return run(process.execPath, [cli, ...args], options).then(
    (printed) => ({ code: 0, ...printed }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as Ended;
      if (typeof code !== 'number') throw error;
      return { code, stdout, stderr };
    },
  );
}

/** Runs a command with `--json` and returns its JSON, whatever the exit code; throws without output. */
export async function gazette(
  stack: Pick<Stack, 'env'>,
  service: string,
  ...args: readonly string[]
): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await command(stack, service, ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Runs `dead-letters` with `--json` and returns the objects that it prints; throws when it fails. */
export async function deadLetters(
  stack: Stack,
  ...args: readonly string[]
): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await command(stack, 'indexer', 'dead-letters', ...args, '--json');
  // Exit code 1 means that some letters could not be redriven; the output lists them.
  if (code > 1 || (code === 1 && stdout === '')) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs `dead-letters` with its output for people. Throws when it exits non-zero. */
export async function deadLettersInWords(stack: Stack, ...args: readonly string[]): Promise<Ended> {
  const ended = await command(stack, 'indexer', 'dead-letters', ...args);
  if (ended.code !== 0) throw new Error(ended.stderr);
  return ended;
}

/** A Kafka record, byte for byte. */
export interface Bytes {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition: number;
}

/** Sends a record as a foreign producer would, without Gazette's codec and limits. */
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
