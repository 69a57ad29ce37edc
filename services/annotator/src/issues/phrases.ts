import { foldWord, phraseWords } from './words.ts';

/** One spelling of a phrase. */
export interface PhraseForm {
  /** Folded words, as the word stream has them. */
  readonly words: readonly string[];
  /** The capitals that each word in the text must have. */
  readonly capitals: readonly Capitals[];
}

/**
 * `all`: written in capitals in the phrase, so it must be in the text (`AI`, `ICE`); `first`: a name
 * (`Nato`, `Labour`); `any`: an ordinary word.
 */
export type Capitals = 'all' | 'first' | 'any';

/** A phrase with more forms than this is a mistake. */
export const MAX_FORMS = 256;

/**
 * Expands a phrase of issues.yaml into its forms: `tariff(s)` is `tariff` or `tariffs`, `dut(y|ies)` is
 * `duty` or `duties`. Throws an Error that names the problem of the phrase.
 */
export function phraseForms(phrase: string): readonly PhraseForm[] {
  const forms = expand(phrase).map((text) => {
    const words = phraseWords(text);
    return { words: words.map(foldWord), capitals: words.map(capitalsOf) };
  });
  const stray = forms
    .flatMap((form) => form.words)
    .find((word) => !/^(?:[\p{L}\p{N}%&]+|\p{N}+(?:[.,/]\p{N}+)+)$/u.test(word));
  if (stray !== undefined) {
    throw new Error(`"${phrase}" has a mark that no phrase can match, in ${JSON.stringify(stray)}`);
  }
  if (forms.some((form) => form.words.length === 0)) throw new Error(`"${phrase}" has a form without words`);
  return forms;
}

/** Whether the word as printed has the capitals that the phrase needs. */
export function showsCapitals(printed: string, capitals: Capitals): boolean {
  if (capitals === 'any') return true;
  return capitals === 'first' ? /^[\p{Lu}\p{N}]/u.test(printed) : !/\p{Ll}/u.test(printed);
}

function expand(phrase: string): readonly string[] {
  const group = /\(([^()]*)\)/u.exec(phrase);
  if (!group) {
    if (/[()|]/u.test(phrase))
      throw new Error(`"${phrase}" has an unpaired parenthesis or a | outside of one`);
    return [phrase.trim()];
  }
  const choices = (group[1] ?? '').split('|');
  const before = phrase.slice(0, group.index);
  const after = phrase.slice(group.index + group[0].length);
  const options = choices.length === 1 ? ['', ...choices] : choices;
  const forms = [...new Set(options.flatMap((option) => expand(before + option + after)))];
  if (forms.length > MAX_FORMS) throw new Error(`"${phrase}" has more than ${MAX_FORMS} forms`);
  return forms;
}

function capitalsOf(word: string): Capitals {
  if (/\p{Lu}.*\p{Lu}/u.test(word) && !/\p{Ll}/u.test(word)) return 'all';
  return /^\p{Lu}/u.test(word) ? 'first' : 'any';
}
