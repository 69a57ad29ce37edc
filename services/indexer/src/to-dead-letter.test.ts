import { describe, expect, it } from '@jest/globals';
import { deadLetterHeaders } from '@gazette/runtime';
import { toDeadLetter, type DeadLetterMessage } from './to-dead-letter.ts';

const h = deadLetterHeaders;

function aMessage(differences: Partial<DeadLetterMessage> = {}): DeadLetterMessage {
  return {
    topic: 'articles.raw.dead-letters',
    partition: 4,
    offset: '31',
    key: Buffer.from('some/5'),
    value: Buffer.from('poison'),
    headers: {
      [h.topic]: 'articles.raw',
      [h.partition]: '4',
      [h.offset]: '1200',
      [h.stage]: 'annotator',
      [h.errorClass]: 'undecodable',
      [h.reason]: 'Expected magic byte 00 and a schema id, found 706f.',
      [h.firstAt]: '2025-03-01T10:00:00.000Z',
      [h.lastAt]: '2025-03-01T10:00:01.000Z',
      producer: 'wire',
    },
    ...differences,
  };
}

describe('toDeadLetter', () => {
  it('holds the origin of a message and the offset of its dead letter', () => {
    expect(toDeadLetter(aMessage(), h)).toMatchObject({
      id: 'articles.raw/4/1200',
      topic: 'articles.raw',
      partition: 4,
      offset: 1200,
      letterOffset: 31,
      stage: 'annotator',
      value: Buffer.from('poison').toString('base64'),
      valueLength: 6,
      bytesIn: 'index',
    });
  });

  it.each([
    { case: 'no key', key: null },
    { case: 'an empty key', key: Buffer.alloc(0) },
    { case: 'a key that is not UTF-8', key: Buffer.from('ff00c328', 'hex') },
    { case: 'a long key', key: Buffer.alloc(5000, 'k') },
  ])('keeps $case exactly', ({ key }) => {
    const { keyBytes } = toDeadLetter(aMessage({ key }), h);

    expect(keyBytes === null ? null : Buffer.from(keyBytes, 'base64')).toEqual(key);
  });

  it.each([
    { case: 'lack every header of Gazette', headers: {} },
    {
      case: 'name an impossible topic',
      headers: { ...aMessage().headers, [h.topic]: 'a/b'.repeat(300) },
    },
    { case: 'hold an offset that is not a number', headers: { ...aMessage().headers, [h.offset]: 'last' } },
  ])('identifies a dead letter by its own position when its headers $case', ({ headers }) => {
    expect(toDeadLetter(aMessage({ headers }), h)).toMatchObject({
      id: 'articles.raw.dead-letters/4/31',
      topic: '',
      partition: -1,
    });
  });
});
