import { MessageError, type IncomingArticle, type RawArticle } from '@gazette/schemas';
import { readUrl, toDraft } from './drafts.ts';
import { validateArticle } from './validate-article.ts';

/** A message of the inbox: an article with its revision, or a delete of all that a producer has at a URL. */
export type InboxMessage = InboxArticle | UrlDelete;

export interface InboxArticle {
  readonly kind: 'article';
  readonly article: RawArticle;
  readonly partition: number;
  /** Whether it has the time of an earlier message. */
  readonly isSentAgain: boolean;
}

/** A delete by URL: everything that the producer published there up to `writtenAt`. */
export interface UrlDelete {
  readonly kind: 'url-delete';
  readonly producer: string;
  /** Canonical URL. */
  readonly url: string;
  readonly partition: number;
  readonly offset: string;
  /** Milliseconds since the epoch; also the revision of the deletes. */
  readonly writtenAt: number;
}

/** What is known of a message besides its value. */
export interface Envelope {
  readonly headers: Readonly<Record<string, string>>;
  readonly partition: number;
  readonly offset: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  /** Whether that is the time of an earlier message. */
  readonly isSentAgain: boolean;
}

/**
 * Reads a message of `articles.inbox`. An article's revision is the time at which the message was written, so
 * reading it again gives the same article. Throws `MessageError` for an invalid article, or without the header
 * `producer`, which is part of the article's identity.
 */
export function fromInbox(
  incoming: IncomingArticle,
  { headers, partition, offset, writtenAt, isSentAgain }: Envelope,
): InboxMessage {
  const producer = readProducer(headers['producer']);
  if (writtenAt === 0)
    throw new MessageError('no-append-time', 'Expected a message with the time of its append, found none.');
  const errors = validateArticle(incoming, writtenAt);
  if (errors.length > 0)
    throw new MessageError(
      'invalid-article',
      errors.map(({ field, detail }) => `${field}: ${detail}`).join('; '),
    );
  if (incoming.kind === 'delete' && incoming.externalId === null && incoming.url !== null)
    return { kind: 'url-delete', producer, url: readUrl(incoming.url), partition, offset, writtenAt };
  const draft = toDraft(incoming, { via: 'inbox', producer });
  return { kind: 'article', article: { ...draft, revision: writtenAt }, partition, isSentAgain };
}

function readProducer(header: string | undefined): string {
  if (header !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(header)) return header;
  const found = header === undefined ? 'none' : JSON.stringify(header.slice(0, 80));
  throw new MessageError(
    'no-producer',
    `Expected the header producer (1 to 64 of A-Z a-z 0-9 . _ -), found ${found}.`,
  );
}
