import type { DateAnnotation, Quote } from '../api-types.ts';
import { count, stretch } from '../format.ts';

/** The speaker's name, or null when the speaker is uncertain. */
export function speakerOf({ speaker }: Pick<Quote, 'speaker'>): string | null {
  return speaker === null ? null : (speaker.name ?? speaker.text);
}

/** A date in words. */
export function calendar({ from, to, value }: DateAnnotation): string {
  const first = from ?? to;
  const last = to ?? from;
  if (first === null || last === null) return value;
  return stretch(first.slice(0, 10), last.slice(0, 10));
}

/** `once`, `2 times`. */
export function times(number: number): string {
  return number === 1 ? 'once' : count(number, 'time');
}

/** A confidence in percent. */
export function sure({ confidence }: { readonly confidence: number }): string {
  return `${Math.round(confidence * 100)} % sure`;
}
