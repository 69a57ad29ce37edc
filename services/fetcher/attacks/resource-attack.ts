import { reply, type Answer } from './hostile-host.ts';

/** One way to use up the fetcher, and how it must end. */
export interface ResourceAttack {
  readonly attack: string;
  /** What the address is taken for. */
  readonly kind: 'page' | 'feed';
  readonly answer: Answer;
  /** What the visit must come to: see `outcome` of a `Visit`. */
  readonly outcome: RegExp;
  /** How much more memory than before the process may have at its highest, in megabytes. */
  readonly mostMegabytes: number;
  /** `answer` answers for robots.txt too. */
  readonly isRobots?: boolean;
  /** The attack ends by the clock: the whole request's limit in milliseconds, in place of the fetcher's own. */
  readonly timeoutMs?: number;
}

/** An attack before its kind decides how much memory it may take. */
export type Attack = Omit<ResourceAttack, 'mostMegabytes'>;

/** The fetcher's limit of a body, in bytes; bodies just below it are read and parsed. */
export const LIMIT_BYTES = 10_000_000;
const BELOW_LIMIT_BYTES = LIMIT_BYTES - 1000;
/** For attacks that only the clock ends. */
export const SHORT_MS = 2000;

export const tooLarge = /too-large/;
export const timeout = /timeout/;
export const page = (body: Buffer | string, type = 'text/html; charset=utf-8'): Answer =>
  reply('200 OK', { 'content-type': type }, body);
export const xml = (body: Buffer | string): Answer => page(body, 'application/xml');

/** `start` and `end` with as much of `filling` between as the fetcher reads. */
export function filled(start: string, filling: string, end = ''): string {
  return (
    start + filling.repeat(Math.floor((BELOW_LIMIT_BYTES - start.length - end.length) / filling.length)) + end
  );
}

/** A page with an article, as no attack has it. */
export const readableArticle = `<html><body><article><h1>Harbour</h1>${'<p>The council met for the third time this month to settle the plans.</p>'.repeat(20)}</article></body></html>`;
