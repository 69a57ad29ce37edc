import { createLogger, rawPublisher } from '@gazette/runtime';
import { command, type Ended, type Stack } from './stack.ts';

/** Runs `dead-letters` with these arguments and `--json`; answers the objects that it prints, also where it ends with 1. */
export async function deadLetters(
  stack: Stack,
  ...args: readonly string[]
): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await command(stack, 'indexer', 'dead-letters', ...args, '--json');
  // Exit code 1 says that some letters could not be sent back, and the output which.
  if (code > 1 || (code === 1 && stdout === '')) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs `dead-letters` with these arguments; answers what it prints for people. Throws when it ends with another code than 0. */
export async function deadLettersInWords(stack: Stack, ...args: readonly string[]): Promise<Ended> {
  const ended = await command(stack, 'indexer', 'dead-letters', ...args);
  if (ended.code !== 0) throw new Error(ended.stderr);
  return ended;
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
