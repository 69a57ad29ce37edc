import type { RawArticle } from '@gazette/schemas';
import type { Identity } from './identity.ts';

/** The newest revision that is known of an article. */
export interface Known {
  readonly identity: Identity;
  readonly via: RawArticle['via'];
  /** Milliseconds since the epoch. */
  readonly revision: number;
  readonly deleted: boolean;
}

/** The newest revisions of articles, by article id. */
export class KnownArticles extends Map<string, Known> {
  /** Takes in a revision, unless a newer one is known. */
  take(
    id: string,
    article: Identity & Pick<Known, 'revision'>,
    via: RawArticle['via'],
    deleted: boolean,
  ): void {
    const known = this.get(id);
    if (known && known.revision > article.revision) return;
    const { producer, externalId, url, revision } = article;
    // A delete by id or URL does not repeat the external id.
    const identity = {
      producer,
      externalId: externalId ?? known?.identity.externalId ?? null,
      url: url ?? known?.identity.url ?? null,
    };
    this.set(id, { identity, via, revision, deleted });
  }
}
