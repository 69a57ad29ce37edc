import type { Book } from '../oracle/book.ts';
import { nameOf } from './plan.ts';
import type { PushAnswer } from './push-client.ts';

/** A version that was pushed; null for a delete. */
export interface PushedVersion {
  readonly article: number;
  readonly version: number | null;
}

interface Acknowledged extends Pick<PushedVersion, 'version'> {
  readonly revision: number;
}

/** Checks the revisions in answers to pushes. */
export class AnswerOrder {
  readonly #book: Book;
  /** The last acknowledged revision of each pushed article. */
  readonly #last = new Map<number, Acknowledged>();

  constructor(book: Book) {
    this.#book = book;
  }

  /** A new version must get a higher revision; a repeated one must not get a lower one. */
  check(
    id: string,
    { article, version }: PushedVersion,
    { revision, body }: { readonly revision: number; readonly body: PushAnswer['body'] },
  ): void {
    const before = this.#last.get(article);
    const repeated = before?.version === version;
    if (before && (repeated ? revision < before.revision : revision <= before.revision))
      this.#book.complain(
        `Article ${id}: ${nameOf(version)} was answered ${JSON.stringify(body)}, but ${nameOf(before.version)} before it got revision ${before.revision}.`,
      );
    if (repeated) this.#book.count('repeats');
    this.#last.set(article, { revision, version });
  }
}
