import { type Automaton, createAutomaton } from './aho-corasick.ts';
import type { IssueDefinition } from './issue-definitions.ts';
import { type Capitals, phraseForms } from './issue-phrases.ts';

/** Prepares definitions for `findIssues`. Its cost is that of the phrases; throws on a phrase that cannot be read. */
export function createIssueMatcher(definitions: readonly IssueDefinition[]): IssueMatcher {
  const forms = new Map<
    string,
    { words: readonly string[]; form: MatcherForm & { uses: MatcherForm['uses'][number][] } }
  >();
  definitions.forEach((definition, issue) => {
    for (const phrase of phrasesOf(definition)) {
      for (const { words, capitals } of phraseForms(phrase.text)) {
        const key = `${words.join(' ')} ${capitals.join(' ')}`;
        let entry = forms.get(key);
        if (!entry) {
          const needed = capitals.some((word) => word !== 'any') ? capitals : null;
          entry = { words, form: { length: words.length, capitals: needed, uses: [] } };
          forms.set(key, entry);
        }
        entry.form.uses.push({ issue, phrase });
      }
    }
  });
  const entries = [...forms.values()];
  return {
    automaton: createAutomaton(entries.map((entry) => entry.words)),
    forms: entries.map((entry) => entry.form),
    issues: definitions.map(toMatcherIssue),
  };
}

/** Issue definitions prepared for matching; built once, used for every article. */
export interface IssueMatcher {
  readonly automaton: Automaton;
  /** The forms behind the automaton's patterns, in its order. */
  readonly forms: readonly MatcherForm[];
  readonly issues: readonly MatcherIssue[];
}

/** One way of writing phrases. */
export interface MatcherForm {
  /** Length in words. */
  readonly length: number;
  /** The capitals each word must show; null when none must. */
  readonly capitals: readonly Capitals[] | null;
  /** The issues that know this form. */
  readonly uses: readonly { readonly issue: number; readonly phrase: MatcherPhrase }[];
}

/** A phrase of an issue. */
export interface MatcherPhrase {
  readonly text: string;
  /** Negative for a phrase that speaks against the issue; 0 for one that only hides others. */
  readonly weight: number;
}

/** An issue without its phrases. */
export interface MatcherIssue {
  readonly id: string;
  readonly label: string;
  readonly threshold: number;
  /** First and last millisecond (UTC) of publication that may have the issue. */
  readonly validFrom: number;
  readonly validTo: number;
}

const DAY_MS = 86_400_000;

function phrasesOf(definition: IssueDefinition): readonly MatcherPhrase[] {
  const include = Object.entries(definition.include).flatMap(([weight, phrases]) =>
    phrases.map((text) => ({ text, weight: Number(weight) })),
  );
  const exclude = Object.entries(definition.exclude).flatMap(([weight, phrases]) =>
    phrases.map((text) => ({ text, weight: Number(weight) === 0 ? 0 : -Number(weight) })),
  );
  return [...exclude, ...include];
}

function toMatcherIssue(definition: IssueDefinition): MatcherIssue {
  const { id, label, threshold, validFrom, validTo } = definition;
  return {
    id,
    label,
    threshold,
    validFrom: validFrom === undefined ? -Infinity : Date.parse(validFrom),
    validTo: validTo === undefined ? Infinity : Date.parse(validTo) + DAY_MS - 1,
  };
}
