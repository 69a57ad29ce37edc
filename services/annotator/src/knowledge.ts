import type { IssueMatcher } from './issues/matcher.ts';
import type { PersonTagger } from './persons/tagger/tagger.ts';
import type { Directory } from './names/directory.ts';

/** What the annotators know beyond their rules: data that operators change without a release. */
export interface Knowledge {
  readonly personTagger: PersonTagger;
  readonly directory: Directory;
  readonly issues: IssueMatcher;
  /** Identifies this version of the knowledge files; every annotated article carries it. */
  readonly hash: string;
}
