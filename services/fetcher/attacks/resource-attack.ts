import { reply, type Answer } from './hostile-host.ts';

/** An attack on the fetcher's memory or time, and its required outcome. */
export interface ResourceAttack {
  readonly attack: string;
  /** Whether the address is fetched as a page or polled as a feed. */
  readonly kind: 'page' | 'feed';
  readonly answer: Answer;
  /** Must match `outcome` of the `Visit`. */
  readonly outcome: RegExp;
  /** The limit of the growth in the process's peak memory, in megabytes. */
  readonly mostMegabytes: number;
  /** `answer` also serves robots.txt. */
  readonly isRobots?: boolean;
  /**
   * For attacks that only a timeout ends: the request's total timeout in milliseconds, instead of the
   * default.
   */
  readonly timeoutMs?: number;
}

/** An attack without its memory limit, which depends on its group. */
export type Attack = Omit<ResourceAttack, 'mostMegabytes'>;

/** The fetcher's body limit; bodies just below it are read and parsed. */
export const LIMIT_BYTES = 10_000_000;
const BELOW_LIMIT_BYTES = LIMIT_BYTES - 1000;
/** The total timeout for attacks that only a timeout ends. */
export const SHORT_MS = 2000;

export const tooLarge = /too-large/;
export const timeout = /timeout/;
export const page = (body: Buffer | string, type = 'text/html; charset=utf-8'): Answer =>
  reply('200 OK', { 'content-type': type }, body);
export const xml = (body: Buffer | string): Answer => page(body, 'application/xml');

/** `start` and `end` with as much `filling` in between as the body limit allows. */
export function filled(start: string, filling: string, end = ''): string {
  return (
    start + filling.repeat(Math.floor((BELOW_LIMIT_BYTES - start.length - end.length) / filling.length)) + end
  );
}

/** A harmless page with an article. */
export const readableArticle = `<html><body><article><h1>Harbour</h1>${'<p>The council met for the third time this month to settle the plans.</p>'.repeat(20)}</article></body></html>`;
