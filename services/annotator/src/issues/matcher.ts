import { type Automaton, createAutomaton } from './aho-corasick.ts';
import type { IssueDefinition } from './definitions.ts';
import { type Capitals, phraseForms } from './phrases.ts';

/**
 * Prepares definitions for `findIssues`. Throws on an invalid phrase. Issues that differ only in name and
 * validity share one profile, which is matched once; the cost depends on the number of phrases.
 */
export function createIssueMatcher(definitions: readonly IssueDefinition[]): IssueMatcher {
  const profiles = profilesOf(definitions);
  const forms = new Map<
    string,
    { words: readonly string[]; form: MatcherForm & { uses: MatcherForm['uses'][number][] } }
  >();
  profiles.forEach(({ definition }, profile) => {
    for (const phrase of phrasesOf(definition)) {
      for (const { words, capitals } of phraseForms(phrase.text)) {
        const key = `${words.join(' ')} ${capitals.join(' ')}`;
        let entry = forms.get(key);
        if (!entry) {
          const needed = capitals.some((word) => word !== 'any') ? capitals : null;
          entry = { words, form: { length: words.length, capitals: needed, uses: [] } };
          forms.set(key, entry);
        }
        entry.form.uses.push({ profile, phrase });
      }
    }
  });
  const entries = [...forms.values()];
  return {
    automaton: createAutomaton(entries.map((entry) => entry.words)),
    forms: entries.map((entry) => entry.form),
    profiles: profiles.map(({ definition, issues }) => ({ threshold: definition.threshold, issues })),
  };
}

/** Issue definitions prepared for matching; built once, used for every article. */
export interface IssueMatcher {
  readonly automaton: Automaton;
  /** The forms behind the automaton's patterns, in its order. */
  readonly forms: readonly MatcherForm[];
  readonly profiles: readonly MatcherProfile[];
}

/** One spelling of a phrase. */
export interface MatcherForm {
  /** Length in words. */
  readonly length: number;
  /** The capitals that each word must have; null if none is needed. */
  readonly capitals: readonly Capitals[] | null;
  /** The profiles (by index) with this form. */
  readonly uses: readonly { readonly profile: number; readonly phrase: MatcherPhrase }[];
}

/** A phrase of a profile. */
export interface MatcherPhrase {
  readonly text: string;
  /** Negative for a phrase that counts against the issue; 0 for one that only hides others. */
  readonly weight: number;
}

/** The phrases and threshold that one or more issues share. */
export interface MatcherProfile {
  readonly threshold: number;
  readonly issues: readonly MatcherIssue[];
}

/** An issue without its phrases. */
export interface MatcherIssue {
  readonly id: string;
  readonly label: string;
  /** First and last millisecond (UTC) at which an article with the issue may be published. */
  readonly validFrom: number;
  readonly validTo: number;
}

interface Profile {
  /** One of the issues that share a profile. */
  readonly definition: IssueDefinition;
  readonly issues: MatcherIssue[];
}

function profilesOf(definitions: readonly IssueDefinition[]): readonly Profile[] {
  const profiles = new Map<string, Profile>();
  for (const definition of definitions) {
    const key = JSON.stringify([definition.include, definition.exclude, definition.threshold]);
    const known = profiles.get(key);
    if (known) known.issues.push(toMatcherIssue(definition));
    else profiles.set(key, { definition, issues: [toMatcherIssue(definition)] });
  }
  return [...profiles.values()];
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
  const { id, label, validFrom, validTo } = definition;
  return {
    id,
    label,
    validFrom: validFrom === undefined ? -Infinity : Date.parse(validFrom),
    validTo: validTo === undefined ? Infinity : Date.parse(validTo) + DAY_MS - 1,
  };
}
