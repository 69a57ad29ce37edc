import { randomBytes } from 'node:crypto';
import { createOpenSearch } from '@gazette/runtime/opensearch';
import { idempotencyKeysIndex } from '@gazette/schemas';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createIdempotency, type Answer, type Idempotency } from './idempotency.ts';

const prefix = `keys-${randomBytes(4).toString('hex')}.`;
const definition = idempotencyKeysIndex(prefix);
const client = createOpenSearch([process.env['GAZETTE_OPENSEARCH'] ?? '']);
const request = Buffer.from('the same request');

let idempotency: Idempotency;
let now = Date.now();
let key = '';

beforeAll(async () => {
  const aliases = Object.fromEntries(definition.aliases.map((alias) => [alias, {}]));
  await client.indices.create({ index: definition.name, body: { ...definition.body, aliases } as never });
  idempotency = createIdempotency(client, prefix, () => now);
});

afterAll(async () => {
  await idempotency.stop();
  await client.indices.delete({ index: definition.name });
  await client.close();
});

beforeEach(() => {
  key = randomBytes(8).toString('hex');
});

/** Starts a request whose work is ended by the test. */
async function started(): Promise<{
  readonly answer: Promise<Answer>;
  readonly end: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}> {
  return new Promise((resolve) => {
    const answer = idempotency.once('press', key, request, () => {
      return new Promise<Answer>((end, fail) => {
        resolve({ answer, end, fail });
      });
    });
  });
}

function accepted(revision: number): Answer {
  return { status: 202, body: { revision } };
}

async function repeat(): Promise<Answer> {
  return idempotency.once('press', key, request, () => Promise.resolve(accepted(99)));
}

it('repeats the first answer', async () => {
  const { answer, end } = await started();
  end(accepted(1));

  expect(await answer).toEqual(accepted(1));
  expect(await repeat()).toEqual(accepted(1));
});

it('releases the key when nothing was accepted', async () => {
  const { answer, fail } = await started();
  fail(new Error('Kafka is unavailable'));

  await expect(answer).rejects.toThrow('Kafka is unavailable');
  expect(await repeat()).toEqual(accepted(99));
});

it('refuses a repeat while the first request is still running', async () => {
  const { answer, end } = await started();

  await expect(repeat()).rejects.toMatchObject({ details: { status: 409 } });

  end(accepted(1));
  await answer;
});

it.each([
  [
    'answers',
    (late: Awaited<ReturnType<typeof started>>) => {
      late.end(accepted(1));
    },
    { details: { status: 409 } },
  ],
  [
    'fails',
    (late: Awaited<ReturnType<typeof started>>) => {
      late.fail(new Error('unavailable'));
    },
    { message: 'unavailable' },
  ],
])(
  'keeps the answer of the request that took over the key when the abandoned one %s late',
  async (_how, finish, error) => {
    const late = await started();
    now += 61_000;
    const second = await started();
    second.end(accepted(2));
    await second.answer;

    finish(late);

    await expect(late.answer).rejects.toMatchObject(error);
    expect(await repeat()).toEqual(accepted(2));
  },
);
