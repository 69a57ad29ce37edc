import { describe, expect, it } from '@jest/globals';
import { anIncomingArticle } from '@gazette/schemas/testing';
import { fromInbox } from './from-inbox.ts';

const WRITTEN_AT = Date.UTC(2025, 1, 27);
const envelope = {
  headers: { producer: 'wire' },
  partition: 4,
  offset: '7',
  writtenAt: WRITTEN_AT,
  isSentAgain: false,
};

describe('a message of the inbox', () => {
  it('becomes an article whose revision is the time at which it was written', () => {
    const message = fromInbox(anIncomingArticle({ externalId: 'a' }), envelope);

    expect(message).toMatchObject({
      kind: 'article',
      article: { revision: WRITTEN_AT, producer: 'wire', via: 'inbox', externalId: 'a', kind: 'upsert' },
    });
    expect(fromInbox(anIncomingArticle({ externalId: 'a' }), envelope)).toEqual(message);
  });

  it('with kind delete and an external id deletes that article', () => {
    const [article, removal] = (['upsert', 'delete'] as const).map((kind) =>
      fromInbox(anIncomingArticle({ kind, externalId: 'a', url: 'https://wire.example/a' }), envelope),
    );

    expect(removal).toMatchObject({ kind: 'article', article: { kind: 'delete', revision: WRITTEN_AT } });
    expect(removal?.kind === 'article' && removal.article.id).toBe(
      article?.kind === 'article' && article.article.id,
    );
  });

  it('with kind delete and only a URL deletes all that the producer has there', () => {
    const incoming = anIncomingArticle({
      kind: 'delete',
      externalId: null,
      url: 'HTTPS://Wire.Example/a?utm_source=x',
    });

    expect(fromInbox(incoming, envelope)).toEqual({
      kind: 'url-delete',
      producer: 'wire',
      url: 'https://wire.example/a',
      partition: 4,
      offset: '7',
      writtenAt: WRITTEN_AT,
    });
  });

  it.each([
    { case: 'no producer', given: { headers: {} }, errorClass: 'no-producer' },
    {
      case: 'a producer with a space',
      given: { headers: { producer: 'a desk' } },
      errorClass: 'no-producer',
    },
    { case: 'no time of writing', given: { writtenAt: 0 }, errorClass: 'no-append-time' },
  ])('with $case is a poison message', ({ given, errorClass }) => {
    let thrown: unknown;
    try {
      fromInbox(anIncomingArticle(), { ...envelope, ...given });
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({ name: 'MessageError', errorClass });
  });

  it.each([
    {
      case: 'an implausible date',
      incoming: { publishedAt: WRITTEN_AT * 1000 },
      names: 'publishedAt: expected',
    },
    {
      case: 'a delete of nothing',
      incoming: { kind: 'delete', externalId: null, url: null },
      names: 'externalId, url',
    },
    {
      case: 'an invalid URL',
      incoming: { kind: 'delete', externalId: null, url: 'nowhere' },
      names: 'url: ',
    },
  ] as const)('with $case is refused', ({ incoming, names }) => {
    expect(() => fromInbox(anIncomingArticle(incoming), envelope)).toThrow(names);
  });
});
