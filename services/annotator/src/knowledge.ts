import type { IssueMatcher } from './annotators/issue-matcher.ts';
import type { PersonTagger } from './annotators/person-tagger.ts';
import type { Directory } from './directory.ts';

/** What the annotators know beyond their rules: data that operators change without a release. */
export interface Knowledge {
  readonly personTagger: PersonTagger;
  readonly directory: Directory;
  readonly issues: IssueMatcher;
  /** Names this state of the knowledge files; carried by every annotated article. */
  readonly hash: string;
}
