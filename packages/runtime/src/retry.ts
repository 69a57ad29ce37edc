import { setTimeout as sleep } from 'node:timers/promises';
import { MessageError, SetupError } from '@gazette/schemas';
import type { Logger } from 'pino';
import type { Health } from './health.ts';
import { retries } from './telemetry.ts';

/** What a retry reports to. */
export interface RetryContext {
  /** What is retried, e.g. `articles.raw/3/7`; also the key under which readiness is blocked. */
  readonly task: string;
  readonly health: Health;
  readonly logger: Logger;
  /** Ends the retries; the call then throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Whether an attempt without an answer for four seconds turns readiness off until it ends; default: no. */
  readonly unreadyWhileHanging?: boolean;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
/** The wait before a configuration fault is rechecked. */
export const SETUP_DELAY_MS = 5000;
/** A transient fault turns readiness off after this many failed attempts in a row (about 1.5 s). */
const ATTEMPTS_UNTIL_UNREADY = 4;
/**
 * A hanging request turns readiness off after this long, before its own time-out and within the promised five
 * seconds.
 */
const HANGING_AFTER_MS = 4000;

const NOT_YET_DELAY_MS = 1000;

/** Thrown by work that must wait for other work of the pipeline. That is not a fault: readiness stays on. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/**
 * Calls `attempt` until it succeeds. A transient fault is retried with backoff and full jitter; a
 * `SetupError` turns readiness off and is rechecked every five seconds; a `NotYetError` is retried every
 * second; a `MessageError` is thrown at once, because retrying cannot fix it.
 */
export async function retryForever<T>(
  attempt: (attempts: number) => Promise<T>,
  context: RetryContext,
): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    context.signal.throwIfAborted();
    try {
      const result = await withHangDetection(() => attempt(attempts), context);
      recovered(attempts, context);
      return result;
    } catch (error) {
      if (error instanceof MessageError) {
        recovered(attempts, context);
        throw error;
      }
      context.signal.throwIfAborted();
      if (error instanceof NotYetError) {
        context.logger.debug({ task: context.task, reason: error.message }, 'waiting');
        await sleep(NOT_YET_DELAY_MS, undefined, { signal: context.signal }).catch(() => undefined);
        attempts -= 1;
        continue;
      }
      report(error, attempts, context);
      const wait = error instanceof SetupError ? SETUP_DELAY_MS : backoff(attempts);
      await sleep(wait, undefined, { signal: context.signal }).catch(() => undefined);
    }
  }
}

async function withHangDetection<T>(
  attempt: () => Promise<T>,
  { task, health, unreadyWhileHanging }: RetryContext,
): Promise<T> {
  if (!unreadyWhileHanging) return attempt();
  const key = `${task}/hanging`;
  const timer = setTimeout(() => {
    health.block(key, `${task} has waited for an answer for more than ${HANGING_AFTER_MS / 1000} s.`);
  }, HANGING_AFTER_MS);
  try {
    return await attempt();
  } finally {
    clearTimeout(timer);
    health.unblock(key);
  }
}

function backoff(attempts: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, 16));
  return FIRST_DELAY_MS + Math.random() * ceiling;
}

function recovered(attempts: number, { task, health, logger }: RetryContext): void {
  if (attempts === 1) return;
  health.unblock(task);
  logger.info({ task, attempts }, 'recovered');
}

function report(error: unknown, attempts: number, { task, health, logger }: RetryContext): void {
  const isSetup = error instanceof SetupError;
  retries.inc({ task: labelOf(task), fault: isSetup ? 'configuration' : 'transient' });
  const reason = error instanceof Error ? error.message : String(error);
  if (isSetup || attempts >= ATTEMPTS_UNTIL_UNREADY) health.block(task, reason);
  if (isSetup) logger.error({ task, attempts, reason }, 'stopped until the configuration is fixed');
  else logger.warn({ task, attempts, err: error }, 'failed, retrying');
}

/** A lane's task without partition and generation, because every label value is a time series. */
function labelOf(task: string): string {
  return task.split('/')[0] ?? task;
}
