import words from './vocabulary.json' with { type: 'json' };

/** How strongly a verb indicates speech: `said`, then `called it`, then `believes`. */
export type VerbClass = 'say' | 'label' | 'think';

/** A form of a verb; `participle` is one that is not also the past tense (`written`). */
export type VerbForm = 'base' | 's' | 'past' | 'participle' | 'ing';

/** A word that can announce speech. */
export interface Verb {
  readonly verbClass: VerbClass;
  readonly form: VerbForm;
  /** Whether the form can also be a noun: `claims`, `report`. */
  readonly nounToo: boolean;
  /** The second word of `went on`, `point out`; null for one-word verbs. */
  readonly particle: string | null;
}

export const sayingNouns: ReadonlySet<string> = new Set(words.saying);
export const auxiliaries: ReadonlySet<string> = new Set(words.auxiliary);
export const formsOfBe: ReadonlySet<string> = new Set(words.be);
export const pronouns: ReadonlySet<string> = new Set(words.pronoun);
export const possessives: ReadonlySet<string> = new Set(words.possessive);
export const determiners: ReadonlySet<string> = new Set(words.determiner);
export const prepositions: ReadonlySet<string> = new Set(words.preposition);
export const conjunctions: ReadonlySet<string> = new Set(words.conjunction);
const roles: ReadonlySet<string> = new Set(words.roles);
/** Irregular past tenses. */
export const irregularPasts: ReadonlySet<string> = new Set(words.irregularPast);
/** Words that mean nobody in particular. */
export const generics: ReadonlySet<string> = new Set(words.generic);
export const notNames: ReadonlySet<string> = new Set(words.notName);
export const elisions: ReadonlySet<string> = new Set(words.elisions);

/** Titles and their gender, null if they have none. */
export const titles: ReadonlyMap<string, string | null> = new Map<string, string | null>(
  Object.entries(words.titles),
);

const verbs: ReadonlyMap<string, readonly Verb[]> = readVerbs();

/** Whether a word, in lower case, is a role: `minister`, `vice-president`. */
export function isRole(word: string): boolean {
  return roles.has(word) || (word.includes('-') && roles.has(word.slice(word.lastIndexOf('-') + 1)));
}

/** The readings of a word, in lower case, as a verb of speech; several if a particle may follow. */
export function verbsOf(word: string): readonly Verb[] {
  return verbs.get(word) ?? [];
}

const adverbs: ReadonlySet<string> = new Set(words.adverb);
const notAdverbs: ReadonlySet<string> = new Set(words.notAdverb);

/** Whether a word, in lower case, can be between a subject and its verb: `repeatedly`, `later`. */
export function isAdverb(word: string): boolean {
  return adverbs.has(word) || (word.length > 4 && word.endsWith('ly') && !notAdverbs.has(word));
}

function readVerbs(): ReadonlyMap<string, readonly Verb[]> {
  const found = new Map<string, Verb[]>();
  const nounToo = new Set(words.nounToo);
  const add = (phrase: string, form: VerbForm, verbClass: VerbClass, noun: boolean) => {
    const [word = '', particle = null] = phrase.split(' ');
    const known = found.get(word) ?? [];
    found.set(word, [...known, { verbClass, form, nounToo: noun && form !== 'ing', particle }]);
  };
  for (const verbClass of ['say', 'label', 'think'] as const)
    for (const lemma of words[verbClass])
      for (const [text, form] of formsOf(lemma))
        add(text, form, verbClass, nounToo.has(lemma) && (form === 'base' || form === 's'));
  for (const [group, verbClass] of [
    [words.irregular, 'say'],
    [words.irregularThink, 'think'],
  ] as const)
    for (const forms of Object.values(group))
      for (const [text = '', form = ''] of forms) add(text, form as VerbForm, verbClass, false);
  return found;
}

/** The forms of a regular verb, by the spelling rules of English. */
function formsOf(lemma: string): readonly (readonly [string, VerbForm])[] {
  const stem = words.doubled.includes(lemma) ? lemma + (lemma.at(-1) ?? '') : lemma;
  const y = /[^aeiou]y$/.test(lemma);
  const e = lemma.endsWith('e');
  return [
    [lemma, 'base'],
    [y ? `${lemma.slice(0, -1)}ies` : lemma + (/(?:s|x|z|ch|sh|o)$/.test(lemma) ? 'es' : 's'), 's'],
    [y ? `${lemma.slice(0, -1)}ied` : stem + (e ? 'd' : 'ed'), 'past'],
    [e ? `${lemma.slice(0, -1)}ing` : `${stem}ing`, 'ing'],
  ];
}
