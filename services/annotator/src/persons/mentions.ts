import type { PersonMention } from '@gazette/schemas';
import { fieldsOf, type Sentence, type Text, type Token } from '../text.ts';
import { recase } from './tagger/letter-case.ts';
import type { PersonModel } from './tagger/model.ts';
import { parseName, type PersonName } from './person-name.ts';
import type { KnownNames } from './propagation.ts';
import { refineSpans } from './spans.ts';
import { titlesOf } from './roles.ts';
import type { NameSpan, PersonTagger } from './tagger/tagger.ts';
import type { Word } from './tagger/words.ts';

/** A name in the text and the words around it. */
export interface NamedMention extends PersonMention {
  readonly name: PersonName;
  /** The name completed by the name after it: `Bill Clinton` in "Bill and Hillary Clinton". */
  readonly whole: string;
  readonly confidence: number;
  /** Honorifics before the name, lower case: `sir`. */
  readonly honorifics: readonly string[];
  /** Roles beside the name, as written. */
  readonly roles: readonly string[];
  /** Titles and the name, as written: `King Charles`. */
  readonly titled: string;
  /** Number of the paragraph; the title is 0. */
  readonly paragraph: number;
}

/** Every name of a person in the text, title first, in text order. */
export function findMentions(text: Text, tagger: PersonTagger, known: KnownNames): readonly NamedMention[] {
  const sentences = sentencesOf(text);
  const tagged = tagger.tag(recaseTitle(sentences, tagger.model));
  const spans = refineSpans(tagged, known, tagger.model);
  return spans.flatMap((span, i): NamedMention[] => {
    const located = sentences[span.sentence];
    const words = tagged.words[span.sentence];
    const start = located?.sentence.tokens[span.from]?.start;
    const end = nameEnd(located?.sentence.tokens[span.to - 1]);
    if (!located || !words || start === undefined || end === undefined) return [];
    const { honorifics, roles } = titlesOf(words, span, {
      before: inSentence(spans[i - 1], span),
      after: inSentence(spans[i + 1], span),
    });
    const slice = (from: number, to: number): string =>
      located.text.slice(located.sentence.tokens[from]?.start, nameEnd(located.sentence.tokens[to - 1]));
    const before = roles.find((role) => role.to <= span.from && role.to >= span.from - honorifics.length);
    const titledFrom = Math.min(span.from - honorifics.length, before?.from ?? span.from);
    const name = located.text.slice(start, end);
    const lent = lentFamily(words, span, spans[i + 1]);
    const whole = lent === undefined ? name : `${name} ${located.sentence.tokens[lent]?.text ?? ''}`;
    return [
      {
        field: located.field,
        start,
        end,
        text: name,
        name: parseName(whole, tagger.model),
        whole,
        confidence: span.confidence,
        honorifics,
        roles: roles.map((role) => slice(role.from, role.to)),
        titled: slice(titledFrom, span.to),
        paragraph: located.paragraph,
      },
    ];
  });
}

/** A span if it is in the same sentence as another, otherwise undefined. */
function inSentence(span: NameSpan | undefined, other: NameSpan): NameSpan | undefined {
  return span?.sentence === other.sentence ? span : undefined;
}

/**
 * The token of the family name that a given name shares with the full name after it: "Bill and Hillary
 * Clinton".
 */
function lentFamily(words: readonly Word[], span: NameSpan, next: NameSpan | undefined): number | undefined {
  const joint = words[span.to]?.lower;
  const isPair =
    span.to - span.from === 1 &&
    (words[span.from]?.given ?? 0) > 1 &&
    (joint === 'and' || joint === '&') &&
    next?.sentence === span.sentence &&
    next.from === span.to + 1 &&
    next.to - next.from === 2 &&
    (words[next.from]?.given ?? 0) > 0;
  return isPair ? next.to - 1 : undefined;
}

/** The end of the name in its last word: "Biden" in "Biden-era". */
function nameEnd(token: Token | undefined): number | undefined {
  const tail = /[-‑](?:era|led|backed|style|like|appointed|aligned|endorsed|linked|owned|supporting)$/u.exec(
    token?.text ?? '',
  );
  return token && token.end - (tail?.[0].length ?? 0);
}

/** The words of the sentences; a title in capitals is spelt as in the body. */
function recaseTitle(
  sentences: readonly LocatedSentence[],
  model: PersonModel,
): readonly (readonly Pick<Token, 'text'>[])[] {
  const title = sentences.filter(({ field }) => field === 'title').map(({ sentence }) => sentence.tokens);
  const body = sentences.filter(({ field }) => field === 'body').map(({ sentence }) => sentence.tokens);
  return [...recase(title, body, model), ...body];
}

/** A sentence and where it is in the article. */
interface LocatedSentence {
  readonly field: 'title' | 'body';
  readonly text: string;
  readonly paragraph: number;
  readonly sentence: Sentence;
}

function sentencesOf(text: Text): readonly LocatedSentence[] {
  return fieldsOf(text).flatMap(({ field, text: whole, paragraphs }) =>
    paragraphs.flatMap(({ sentences }, i) =>
      sentences.map((sentence) => ({
        field,
        text: whole,
        paragraph: field === 'title' ? 0 : i + 1,
        sentence,
      })),
    ),
  );
}
