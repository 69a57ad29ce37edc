import type { MessageError } from '@gazette/schemas';
import { retryForever, type RetryContext } from '../../retry.ts';
import { messagesTotal } from '../../telemetry.ts';
import type { Incoming } from '../consumer/incoming.ts';
import { publishDeadLetters, type DeadLetter } from './dead-letters.ts';
import type { RawPublisher } from './publisher.ts';

/** Where a batch comes from and where its dead letters go. */
export interface DeadLetterBatchOptions {
  /** With the installation's prefix. */
  readonly topic: string;
  readonly prefix: string;
  /** The consumer group, without the installation's prefix. */
  readonly group: string;
  /** Null for a source whose dead letters are only logged and counted. */
  readonly publisher: RawPublisher | null;
  readonly context: RetryContext;
}

/** Collects the dead letters of one batch, then publishes them together. */
export class DeadLetterBatch {
  readonly #options: DeadLetterBatchOptions;
  readonly #letters: DeadLetter[] = [];
  readonly #firstAt = Date.now();

  constructor(options: DeadLetterBatchOptions) {
    this.#options = options;
  }

  add(message: Incoming, error: MessageError, attempts: number): void {
    this.#letters.push({
      message,
      error,
      stage: this.#options.group,
      attempts,
      firstAt: this.#firstAt,
      lastAt: Date.now(),
    });
  }

  /** Logs, publishes and counts the dead letters; waits until Kafka has them. */
  async publish(): Promise<void> {
    const letters = this.#letters.splice(0);
    if (letters.length === 0) return;
    const { topic, prefix, publisher, context } = this.#options;
    for (const { message, error } of letters) {
      const { topic, partition, offset } = message;
      const { errorClass, message: reason } = error;
      context.logger.warn({ topic, partition, offset, errorClass, reason }, 'dead letter');
    }
    if (publisher) await retryForever(() => publishDeadLetters(publisher, topic, prefix, letters), context);
    messagesTotal.inc({ topic, outcome: 'dead_lettered' }, letters.length);
  }
}
