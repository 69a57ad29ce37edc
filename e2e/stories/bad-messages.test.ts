import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, publisher } from '@gazette/runtime';
import { MessageError, partitionFor, topics } from '@gazette/schemas';
import { aRawArticle, anIncomingArticle } from '@gazette/schemas/testing';
import * as operator from '../support/operator.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

const logger = createLogger('test', 'silent');

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

const deadLetters = (...args: readonly string[]) => operator.deadLetters(stack, ...args);

async function sendRaw(
  topic: string,
  key: string,
  value: Buffer,
  headers: Record<string, string> = {},
): Promise<void> {
  const partition = partitionFor(key);
  await operator.sendBytes(stack, topic, { key: Buffer.from(key), value, headers, partition });
}

async function theOnly(errorClass: string): Promise<Record<string, unknown>> {
  return eventually(`a dead letter of class ${errorClass} is listed`, async () => {
    const [letter, ...others] = await deadLetters('list', '--class', errorClass, '--state', 'all');
    expect(others).toEqual([]);
    return letter ?? null;
  });
}

describe('poison messages', () => {
  it('a message of random bytes becomes a dead letter with the same bytes', async () => {
    const bytes = Buffer.from('6e6f7420617672 6f'.replace(' ', ''), 'hex');
    await sendRaw(topics.raw.name, 'some-key', bytes, {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });

    const letter = await theOnly('undecodable');
    const [shown] = await deadLetters('show', String(letter['id']));

    expect(letter).toMatchObject({ stage: 'annotator', topic: 'articles.raw', key: 'some-key' });
    expect(letter['reason']).toContain('magic byte');
    expect(letter['traceparent']).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    expect(Buffer.from(String(shown?.['value']), 'base64')).toEqual(bytes);
  });

  it('a message with an unknown schema id becomes a dead letter', async () => {
    await sendRaw(topics.annotated.name, 'other-key', Buffer.from('00004c4b40020406', 'hex'));

    expect(await theOnly('unknown-schema')).toMatchObject({
      stage: 'indexer',
      topic: 'articles.annotated',
      schemaId: 5_000_000,
    });
  });

  it('an article with a term too long for OpenSearch becomes a dead letter', async () => {
    const raw = publisher(stack.kafka, topics.raw, logger);
    await raw.publish([{ value: aRawArticle({ id: '1'.repeat(64), byline: 'x'.repeat(40_000) }) }]);
    await raw.stop();

    const letter = await theOnly('illegal-argument');

    expect(letter).toMatchObject({ stage: 'indexer', articleId: '1'.repeat(64) });
    expect(letter['reason']).toContain('immense term');
    expect((await stack.call(`/articles/${'1'.repeat(64)}`)).body).toMatchObject({ state: 'dead' });
  });

  it('an article with a date out of range becomes a dead letter', async () => {
    const raw = publisher(stack.kafka, topics.raw, logger);
    await raw.publish([{ value: aRawArticle({ id: '2'.repeat(64), publishedAt: 9e15 }) }]);
    await raw.stop();

    expect(await theOnly('date-out-of-range')).toMatchObject({ articleId: '2'.repeat(64) });
  });

  it('an inbox message without a producer becomes a dead letter', async () => {
    const inbox = publisher(stack.kafka, topics.inbox, logger);
    await inbox.publish([{ value: anIncomingArticle({ externalId: 'orphan' }) }]);
    await inbox.stop();

    expect(await theOnly('no-producer')).toMatchObject({ stage: 'fetcher-inbox', topic: 'articles.inbox' });
  });

  it('a poison message does not block the messages behind it', async () => {
    const inbox = publisher(stack.kafka, topics.inbox, logger);
    await inbox.publish([
      {
        value: anIncomingArticle({ externalId: 'fine', title: 'An article behind the poison' }),
        headers: { producer: 'wire' },
      },
    ]);
    await inbox.stop();

    await eventually(
      'the article is searchable',
      async () => (await stack.search({ text: 'behind the poison' })).total === 1,
    );
  });

  it('a redriven dead letter is marked, and fails again when its cause is not fixed', async () => {
    const letter = await theOnly('undecodable');

    const [answer] = await deadLetters('redrive', String(letter['id']));

    expect(answer).toEqual({ id: letter['id'], outcome: 'sent' });
    const [again] = await eventually('it fails again', async () => {
      const open = await deadLetters('list', '--class', 'undecodable');
      return open.length === 1 && open;
    });
    expect(again?.['id']).not.toBe(letter['id']);
  });
});

describe('messages at the size limits', () => {
  it('an article just below the limit is indexed, and one above it is refused', async () => {
    const raw = publisher(stack.kafka, topics.raw, logger);
    const body = (length: number): string => 'word '.repeat(length / 5);

    const [fits, large] = await raw.publish([
      { value: aRawArticle({ id: '3'.repeat(64), title: 'nearly too large', body: body(2_090_000) }) },
      { value: aRawArticle({ id: '4'.repeat(64), title: 'too large', body: body(2_200_000) }) },
    ]);
    await raw.stop();

    expect(fits?.outcome).toBe('delivered');
    expect(large).toMatchObject({ outcome: 'refused', error: expect.any(MessageError) });
    await eventually(
      'the large article is searchable',
      async () => (await stack.search({ text: 'nearly too large' })).total === 1,
      60_000,
    );
  });

  it('an unreadable message of the full size of its topic becomes a complete dead letter', async () => {
    const bytes = Buffer.alloc(2 * 1024 * 1024 - 2048, 0x2a);
    await sendRaw(topics.inbox.name, 'large-poison', bytes, { producer: 'wire' });

    const letter = await eventually(
      'the dead letter is listed',
      async () =>
        (await deadLetters('list', '--topic', 'articles.inbox', '--class', 'undecodable'))[0] ?? null,
    );

    expect(letter['valueLength']).toBe(bytes.length);
  });
});
