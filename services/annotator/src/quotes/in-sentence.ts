import { isTitle, type Place } from './places.ts';
import { clauseAfter, cueBefore, tagAfter, type Attribution } from './rules.ts';
import { lastChar, type Skeleton } from './sentences.ts';

/** What was decided on one quote; an attribution's indices count into `sentence`. */
export interface Decision {
  readonly sentence: Skeleton;
  readonly attribution: Attribution | null;
  /** The rule that decided, or why no speaker is named. */
  readonly rule: string;
}

/** Decides on a quote by the words of its own sentence; `text` is the field. */
export function inSentence(place: Place, text: string): Decision {
  const { sentence, at, inner } = place;
  const spoken = /[,?!]/.test(lastChar(text, place.span));
  const signed = signature(place);
  if (signed) return { sentence, attribution: signed, rule: signed.rule };
  const before = cueBefore(sentence, at);
  const after = tagAfter(sentence, at, lastChar(text, place.span));
  const attribution =
    (before?.rule === 'verb-before' && !spoken ? before : null) ??
    after ??
    clauseAfter(sentence, at) ??
    before;
  const abstained = attribution ? abstain(place, attribution) : null;
  if (abstained) return { sentence, attribution: null, rule: abstained };
  return {
    sentence,
    attribution,
    rule: attribution?.rule ?? (isTitle(inner) ? 'title' : place.words < 4 ? 'scare-quote' : 'no-cue'),
  };
}

function signature(place: Place): Attribution | null {
  const [dash, name, rest] = place.sentence.slice(place.at + 1, place.at + 4);
  if (!dash || !name || !/^[―—–]|^--$/.test(dash.text)) return null;
  if ((name.kind !== 'person' && name.kind !== 'name') || (rest && !/^[,.]$/.test(rest.text))) return null;
  const i = place.at + 2;
  return {
    source: { kind: name.kind, first: i, last: i, start: name.start, end: name.end, person: name.person },
    rule: 'signature',
    cue: null,
  };
}

/** Words in marks that are no speech, though words of saying are near. */
function abstain(place: Place, attribution: Attribution): string | null {
  const strong =
    attribution.rule === 'verb-before' ||
    (/^(?:subject-verb|verb-subject)-after$/.test(attribution.rule) &&
      !(isTitle(place.inner) && isInside(place)));
  if (strong) return null;
  if (isNamed(place)) return 'scare-quote';
  const { words } = place;
  const gap = attribution.cue ? Math.abs(place.at - attribution.cue.last) : 0;
  if (isTitle(place.inner) && !(attribution.rule === 'label-before' && gap <= 6)) return 'title';
  const close =
    (attribution.rule === 'label-before' && gap <= 6) ||
    (attribution.rule === 'verb-in-clause' && gap <= 4 && endsClause(place));
  if (words === 1 && !close) return 'scare-quote';
  if (words === 2 && gap > 12) return 'scare-quote';
  return null;
}

/** `the so-called "black hole"`: marks that only hold a name at arm's length. */
function isNamed(place: Place): boolean {
  return /^(?:so-called|nicknamed|dubbed|titled|entitled|codenamed|branded)$/.test(
    place.sentence[place.at - 1]?.lower ?? '',
  );
}

function endsClause(place: Place): boolean {
  return !/^\p{L}/u.test(place.sentence[place.at + 1]?.text ?? '');
}

/** Whether words of the same clause come right before the quote. */
function isInside(place: Place): boolean {
  const before = place.sentence[place.at - 1];
  return before?.kind === 'word' && /^['’]?\p{L}/u.test(before.text);
}
