import type { Cue, Person, Quote, Speaker } from '@gazette/schemas';
import type { Directory } from '../names/directory.ts';
import { fieldsOf, type FieldText, type Text } from '../text.ts';
import type { Gender } from '../names/given-name-gender.ts';
import { attribute } from './attribute.ts';
import { gendersOf } from './speakers/gender.ts';
import type { Decision } from './in-sentence.ts';
import { itemsOf, namesIn } from './clauses/items.ts';
import { resolvePronouns, type HolderOf, type Referents } from './speakers/referents.ts';
import { knownHolder, unnamedHolder } from './speakers/known-holders.ts';
import { roleHolder, roleHoldersIn } from './speakers/role-holders.ts';
import { canBe } from './speakers/role-nouns.ts';
import { confidenceOf, type Link } from './confidence.ts';
import { skeletonsOf, type Skeleton } from './sentences.ts';
import { findSpans, type Span } from './clauses/spans.ts';
import type { Source } from './clauses/sources.ts';

/** What speakers are looked up in. */
export interface SpeakerContext {
  /** The article's persons with their mentions; without them, speakers have words but no name. */
  readonly persons: readonly Person[];
  readonly directory: Directory;
  /** Milliseconds since the epoch, because the holders of offices change. */
  readonly publishedAt: number | null;
}

/**
 * Finds direct speech in an article, in text order, with the speaker where the text shows it. Linear in the
 * length of the text; never throws.
 */
export function findQuotes(text: Text, context: SpeakerContext): readonly Quote[] {
  return fieldsOf(text).flatMap((field) => quotesIn(field, context));
}

function quotesIn(field: FieldText, context: SpeakerContext): readonly Quote[] {
  const spans = findSpans(field);
  if (spans.length === 0) return [];
  const { persons } = context;
  const paragraphs = cutAround(field, spans, persons);
  const genders: ReadonlyMap<Person, Gender> = gendersOf(persons, paragraphs.flat());
  const holders = holdersIn(field, context);
  const referents = resolvePronouns(
    paragraphs,
    genders,
    (source) => holders.byText(source) ?? holders.byDirectory(source),
  );
  const who = (source: Source) => linkOf(field, source, referents, holders, context);
  const decisions = attribute(paragraphs, field.text, (source) => who(source)?.id ?? wordsOf(field, source));
  return spans.map((span) => toQuote(field, span, decisions.get(span), who));
}

/** The persons of a field's role nouns, by the roles in the text and by those in the directory. */
interface HoldersInField {
  readonly byText: HolderOf;
  readonly byDirectory: HolderOf;
}

function holdersIn(field: FieldText, { persons, directory }: SpeakerContext): HoldersInField {
  const roles = roleHoldersIn(field.field, persons);
  const byId = new Map(persons.map((person) => [person.id, person]));
  return {
    byText: (source) => roleHolder(wordsOf(field, source), source.start, roles),
    byDirectory: (source) => knownHolder(wordsOf(field, source), source.start, field.field, byId, directory),
  };
}

function cutAround(
  field: FieldText,
  spans: readonly Span[],
  persons: readonly Person[],
): readonly (readonly Skeleton[])[] {
  const names = namesIn(field, persons);
  let first = 0;
  return field.paragraphs.map((paragraph) => {
    while ((spans[first]?.to ?? Infinity) <= paragraph.start) first += 1;
    let last = first;
    while ((spans[last]?.from ?? Infinity) < paragraph.end) last += 1;
    return skeletonsOf(itemsOf(field, paragraph, spans.slice(first, last), names), field.text);
  });
}

/** The person of a source, and how the source leads to it. */
interface Linked {
  readonly id: string;
  readonly name: string;
  readonly link: Link;
}

/** The person of a source, if the text or the directory shows it. */
function linkOf(
  field: FieldText,
  source: Source,
  referents: Referents,
  holders: HoldersInField,
  { directory, publishedAt }: SpeakerContext,
): Linked | null {
  if (source.kind === 'pronoun') return linked(referents.get(source.start), 'pronoun');
  if (source.kind !== 'noun') return linked(source.person, 'name');
  const noun = wordsOf(field, source);
  const subject = referents.get(source.start);
  return (
    linked(holders.byText(source), 'name') ??
    linked(subject && canBe(noun, subject) ? subject : null, 'pronoun') ??
    linked(holders.byDirectory(source), 'office') ??
    linked(unnamedHolder(noun, publishedAt, directory), 'unnamed')
  );
}

function linked(
  person: { readonly id: string; readonly name: string } | null | undefined,
  link: Link,
): Linked | null {
  return person ? { id: person.id, name: person.name, link } : null;
}

function wordsOf(field: FieldText, source: Source): string {
  return field.text.slice(source.start, source.end);
}

function toQuote(
  field: FieldText,
  span: Span,
  decision: Decision | undefined,
  who: (source: Source) => Linked | null,
): Quote {
  const rule = decision?.rule ?? 'no-cue';
  const source = decision?.attribution?.source;
  return {
    field: field.field,
    start: span.start,
    end: span.end,
    text: field.text.slice(span.start, span.end),
    speaker: decision ? speakerOf(field, decision, who) : null,
    cue: decision ? cueOf(field, decision) : null,
    rule,
    confidence: confidenceOf(
      rule,
      (source && who(source)?.link) ?? (source?.kind === 'pronoun' ? 'pronoun' : 'name'),
    ),
  };
}

function speakerOf(
  field: FieldText,
  decision: Decision,
  who: (source: Source) => Linked | null,
): Speaker | null {
  const source = decision.attribution?.source;
  if (!source) return null;
  const person = who(source);
  return {
    personId: person?.id ?? null,
    name: person?.name ?? null,
    start: source.start,
    end: source.end,
    text: wordsOf(field, source),
  };
}

/** Listeners, who are part of the words of saying. */
const AUDIENCE = /^(?:reporters|journalists|lawmakers|supporters|viewers|voters|delegates|colleagues|mps)$/;

function cueOf(field: FieldText, decision: Decision): Cue | null {
  const cue = decision.attribution?.cue;
  const first = cue && decision.sentence[cue.first];
  const after = cue && decision.sentence[cue.last + 1];
  const last = after && AUDIENCE.test(after.lower) ? after : cue && decision.sentence[cue.last];
  if (!first || !last) return null;
  return { start: first.start, end: last.end, text: field.text.slice(first.start, last.end) };
}
