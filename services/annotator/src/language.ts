import type { DetectedLanguage } from '@gazette/schemas';
import { eld } from 'eld/extrasmall';
import type { Text } from './text.ts';

/** UTF-16 units of each field that are read: for news, more text does not change the result. */
const SAMPLE_UNITS = 1000;
/** Fewer than twelve letters do not show a language. */
const ENOUGH_LETTERS = /(?:\P{L}*\p{L}){12}/u;
/** Confidence of a language that was only declared. */
const DECLARED = 0.5;

/**
 * Detects the language of an article from n-grams (`eld`). Where that is not reliable, the language that
 * the publisher declared (a BCP 47 tag) counts; without one the code is `und`.
 */
export function detectLanguage(text: Text, declared: string | null): DetectedLanguage {
  const sample = sampleOf(text);
  const result = eld.detect(sample);
  const code = result.language;
  if (code !== '' && ENOUGH_LETTERS.test(sample) && (result.isReliable() || code === subtagOf(declared)))
    return { code, confidence: Math.min(1, Math.max(DECLARED, result.getScores()[code] ?? 0)) };
  return { code: subtagOf(declared) ?? 'und', confidence: subtagOf(declared) === null ? 0 : DECLARED };
}

/** The start of title and body, without addresses and handles, which look like English in any language. */
function sampleOf({ title, body }: Text): string {
  return `${title.text.slice(0, SAMPLE_UNITS)}\n${body.text.slice(0, SAMPLE_UNITS)}`.replace(
    /\b(?:https?:\/\/|www\.)\S+|[@#]\S+/g,
    ' ',
  );
}

/** The primary subtag of a BCP 47 tag if it has two letters. */
function subtagOf(tag: string | null): string | null {
  return (
    /^(?<primary>[a-z]{2})(?:[-_]|$)/i.exec(tag?.trim() ?? '')?.groups?.['primary']?.toLowerCase() ?? null
  );
}
