// What the page reads of the API's answers; src/api/page-types.test.ts checks it against their schemas.

export type Field = 'title' | 'body';

export interface Segment {
  readonly text: string;
  readonly match: boolean;
}

export interface Bucket {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface Counted {
  readonly id: string;
  readonly count: number;
}

interface Issue extends Counted {
  readonly label: string;
}

interface NamedPerson extends Counted {
  readonly name: string;
}

interface Located {
  readonly field: Field;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface DateAnnotation extends Located {
  readonly type: string;
  readonly value: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly confidence: number;
}

export interface Quote extends Located {
  readonly speaker: { readonly name: string | null; readonly text: string } | null;
  readonly cue: { readonly text: string } | null;
  readonly confidence: number;
}

export interface ArticleSummary {
  readonly id: string;
  readonly title: string;
  readonly source: string | null;
  readonly publishedAt: string | null;
  readonly publishedAtPrecision: string | null;
}

interface ListedArticle extends ArticleSummary {
  readonly body: string;
  readonly persons: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly string[];
    readonly mentions: number;
    readonly salience: number;
  }[];
  readonly issues: readonly { readonly id: string; readonly label: string }[];
}

export interface Article extends ListedArticle {
  readonly language: string;
  readonly byline: string | null;
  readonly url: string | null;
  readonly modifiedAt: string | null;
  readonly acceptedAt: string;
  readonly storyId: string | null;
  readonly annotations: {
    readonly persons: readonly {
      readonly id: string;
      readonly name: string;
      readonly roles: readonly string[];
      readonly confidence: number;
      readonly mentions: readonly Located[];
    }[];
    readonly issues: readonly {
      readonly id: string;
      readonly label: string;
      readonly confidence: number;
      readonly evidence: readonly (Located & { readonly phrase: string; readonly weight: number })[];
    }[];
    readonly dates: readonly DateAnnotation[];
    readonly quotes: readonly Quote[];
  };
}

export interface Hit extends ListedArticle {
  readonly highlight: {
    readonly title: readonly Segment[];
    readonly body: readonly (readonly Segment[])[];
  };
}

export interface ResolvedName {
  readonly asked: string;
  readonly matches: readonly { readonly id: string; readonly label: string }[];
}

export interface Resolved {
  readonly persons: readonly ResolvedName[];
  readonly issues: readonly ResolvedName[];
}

export interface ArticlesAnswer {
  readonly total: number;
  readonly hits: readonly Hit[];
  readonly facets: {
    readonly persons: readonly NamedPerson[];
    readonly issues: readonly Issue[];
    readonly sources: readonly { readonly source: string; readonly count: number }[];
    readonly timeline: readonly Bucket[];
  };
  readonly resolved: Resolved;
  readonly next: string | null;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly roles: readonly string[];
  readonly known: boolean;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly articles: number;
}

export interface PersonsAnswer {
  readonly persons: readonly Person[];
  readonly didYouMean: readonly Person[];
}

export interface Profile extends Person {
  readonly timeline: readonly Bucket[];
  readonly issues: readonly Issue[];
  readonly appearsWith: readonly NamedPerson[];
  readonly quotes: readonly { readonly text: readonly Segment[]; readonly article: ArticleSummary }[];
  readonly latest: readonly ArticleSummary[];
}

export interface IssuesAnswer {
  readonly issues: readonly Issue[];
}

export interface DeadLetter {
  readonly id: string;
  readonly stage: string;
  readonly serviceVersion: string;
  readonly articleId: string | null;
  readonly revision: number | null;
  readonly schemaId: number | null;
  readonly errorClass: string;
  readonly reason: string;
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly redrivenAt: string | null;
  readonly traceparent: string | null;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly valueLength: number | null;
  readonly bytesIn: 'index' | 'topic';
}

export interface WholeDeadLetter extends DeadLetter {
  readonly value: string | null;
  readonly field: string | null;
  readonly schema: string | null;
  readonly decoded: unknown;
  readonly problem: string | null;
}

type Values = readonly { readonly value: string }[];

export interface LetterFacets {
  readonly stages: Values;
  readonly topics: Values;
  readonly errorClasses: Values;
}

export interface DeadLettersAnswer {
  readonly total: number;
  readonly deadLetters: readonly DeadLetter[];
  readonly facets: LetterFacets;
  readonly next: string | null;
}

export interface RedriveState {
  readonly enabled: boolean;
  readonly most: number;
  readonly how: string;
}

export interface RedriveAnswer {
  readonly sent: number;
  readonly results: readonly { readonly id: string; readonly problem?: string | undefined }[];
}

export interface PipelineState {
  readonly articles: {
    readonly searchable: number;
    readonly deleted: number;
    readonly undated: number;
    readonly lastHour: number;
    readonly newestPublishedAt: string | null;
    readonly newestAcceptedAt: string | null;
  };
  readonly persons: number;
  readonly deadLetters: { readonly waiting: number; readonly redriven: number };
}
