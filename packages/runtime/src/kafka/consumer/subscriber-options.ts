import type { MessageError } from '@gazette/schemas';
import type { Health } from '../../health.ts';
import type { Logger } from '../../telemetry.ts';
import type { Headers } from '../producer/publisher.ts';
import type { Incoming } from './incoming.ts';

/**
 * How the delivery of one item ended. `refused`: the receiver will never accept it; it becomes a dead letter.
 * `again`: the receiver could not take it now; it alone is delivered again, after the wait for its error
 * (longer for a `SetupError`).
 */
export type DeliveryResult =
  | { readonly outcome: 'delivered' | 'unchanged' | 'superseded' | 'rescheduled' }
  | { readonly outcome: 'refused'; readonly error: MessageError }
  | { readonly outcome: 'again'; readonly error: Error };

/** A transformed value to deliver, with the headers to pass on. */
export interface Delivery<Out> {
  readonly value: Out;
  readonly headers: Headers;
}

/** How one service processes one topic. */
export interface SubscriberOptions<In, Out> {
  /** Consumer group, without the installation's prefix; it also names the stage in dead letters. */
  readonly group: string;
  /** Called before a partition's first message: throws while the receiver is not set up. */
  readonly prepare?: () => Promise<void>;
  /** Pure. An error makes the message a dead letter at once, except a `SetupError`, which is retried. */
  readonly transform: (value: In, message: Incoming) => Out | Promise<Out>;
  /**
   * I/O. An error is transient and is retried while the partition waits. Returns one result per item, in
   * order. Work that only the partition's owner may do awaits `confirmed` first, which rejects when the
   * partition has moved.
   */
  readonly deliver: (
    items: readonly Delivery<Out>[],
    confirmed: () => Promise<void>,
  ) => Promise<readonly DeliveryResult[]>;
  readonly health: Health;
  readonly logger: Logger;
  /** See {@link GroupOptions.initialWrittenAt}. */
  readonly initialWrittenAt?: () => Promise<number>;
  /** The largest batch passed to `deliver`: messages and (read) bytes. */
  readonly batch?: { readonly count: number; readonly bytes: number };
}

/** Where values come from: topics, and how to read their bytes. */
export interface Source<In> {
  readonly topics: readonly string[];
  readonly read: (message: Incoming) => Promise<In>;
  /** Whether a null value means that the key was purged; such a message is counted and skipped. */
  readonly tombstones: boolean;
  /** False for dead-letter topics, whose messages must not become dead letters again. */
  readonly deadLetters: boolean;
}
