import { randomBytes } from 'node:crypto';
import { createOpenSearch } from '@gazette/runtime/opensearch';
import { idempotencyKeysIndex } from '@gazette/schemas';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createIdempotency, type Answer, type Idempotency } from './idempotency.ts';

const prefix = `keys-${randomBytes(4).toString('hex')}.`;
const definition = idempotencyKeysIndex(prefix);
const client = createOpenSearch(process.env['GAZETTE_OPENSEARCH'] ?? '');
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

/** A request that has begun its work and waits to be told how that ends. */
async function begun(): Promise<{
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

async function ask(): Promise<Answer> {
  return idempotency.once('press', key, request, () => Promise.resolve(accepted(99)));
}

it('answers a repeat what it answered first', async () => {
  const { answer, end } = await begun();
  end(accepted(1));

  expect(await answer).toEqual(accepted(1));
  expect(await ask()).toEqual(accepted(1));
});

it('sets the key free when nothing was accepted', async () => {
  const { answer, fail } = await begun();
  fail(new Error('Kafka is away'));

  await expect(answer).rejects.toThrow('Kafka is away');
  expect(await ask()).toEqual(accepted(99));
});

it('refuses a repeat while the first is worked on', async () => {
  const { answer, end } = await begun();

  await expect(ask()).rejects.toMatchObject({ details: { status: 409 } });

  end(accepted(1));
  await answer;
});

it.each([
  [
    'answers',
    (late: Awaited<ReturnType<typeof begun>>) => {
      late.end(accepted(1));
    },
    { details: { status: 409 } },
  ],
  [
    'fails',
    (late: Awaited<ReturnType<typeof begun>>) => {
      late.fail(new Error('away'));
    },
    { message: 'away' },
  ],
])(
  'keeps the answer of who took the key up when the abandoned one %s after all',
  async (_how, finish, error) => {
    const late = await begun();
    now += 61_000;
    const second = await begun();
    second.end(accepted(2));
    await second.answer;

    finish(late);

    await expect(late.answer).rejects.toMatchObject(error);
    expect(await ask()).toEqual(accepted(2));
  },
);
