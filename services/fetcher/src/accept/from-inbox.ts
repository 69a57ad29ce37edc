import { MessageError, type IncomingArticle } from '@gazette/schemas';
import { toDraft } from './drafts.ts';
import type { Draft } from './stamp.ts';

/**
 * A draft from a message of `articles.inbox`. Throws `MessageError` without the header `producer`, which is
 * part of the article's identity.
 */
export function fromInbox(article: IncomingArticle, headers: Readonly<Record<string, string>>): Draft {
  const producer = headers['producer'];
  if (producer === undefined || !/^[A-Za-z0-9._-]{1,64}$/.test(producer)) {
    const found = producer === undefined ? 'none' : JSON.stringify(producer.slice(0, 80));
    throw new MessageError(
      'no-producer',
      `Expected the header producer (1 to 64 of A-Z a-z 0-9 . _ -), found ${found}.`,
    );
  }
  return toDraft(article, { via: 'inbox', producer });
}
