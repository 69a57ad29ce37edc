import type { DetectedLanguage } from '@gazette/schemas';
import { eld } from 'eld/extrasmall';
import type { Text } from './text.ts';

/** How much of the text is looked at, in UTF-16 units: more changes no verdict on news and only costs time. */
const SAMPLE = 1000;
/** With fewer than twelve letters a text can be anything. */
const ENOUGH_LETTERS = /(?:\P{L}*\p{L}){12}/u;
/** Confidence of a language that was only declared. */
const DECLARED = 0.5;

/**
 * Tells the language of an article by its letters (n-grams of `eld`). Where they do not tell, what the publisher declared
 * (a BCP 47 tag) is believed, else the code is `und`.
 */
export function detectLanguage(text: Text, declared: string | null): DetectedLanguage {
  const sample = sampleOf(text);
  const result = eld.detect(sample);
  const code = result.language;
  if (code !== '' && ENOUGH_LETTERS.test(sample) && (result.isReliable() || code === subtagOf(declared)))
    return { code, confidence: Math.min(1, Math.max(DECLARED, result.getScores()[code] ?? 0)) };
  return { code: subtagOf(declared) ?? 'und', confidence: subtagOf(declared) === null ? 0 : DECLARED };
}

/** The title and the beginning of the body, without addresses and handles, which look like English everywhere. */
function sampleOf({ title, body }: Text): string {
  return `${title.text.slice(0, SAMPLE)}\n${body.text.slice(0, SAMPLE)}`.replace(
    /\b(?:https?:\/\/|www\.)\S+|[@#]\S+/g,
    ' ',
  );
}

/** The primary language of a BCP 47 tag, where it is a two-letter code. */
function subtagOf(tag: string | null): string | null {
  return (
    /^(?<primary>[a-z]{2})(?:[-_]|$)/i.exec(tag?.trim() ?? '')?.groups?.['primary']?.toLowerCase() ?? null
  );
}
