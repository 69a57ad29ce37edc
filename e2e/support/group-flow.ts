import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '@gazette/dev';
import {
  committedOffsets,
  createLogger,
  offsetBounds,
  publisher,
  type KafkaConfig,
  type Published,
} from '@gazette/runtime';
import { topics } from '@gazette/schemas';
import { anAnnotatedArticle, anIncomingArticle, aRawArticle } from '@gazette/schemas/testing';
import { eventually } from './stack.ts';

/** The progress of a consumer group on the topic of its service. */
export interface GroupWatch {
  readonly group: string;
  /** Topic without prefix. */
  readonly topic: string;
  /** The committed offset of each partition, or null. */
  readonly committed: () => Promise<ReadonlyMap<number, bigint | null>>;
  /** The end offset of each partition. */
  readonly ends: () => Promise<ReadonlyMap<number, bigint>>;
  /** Resolves when the group has committed every message now in the topic; throws after `withinMs`. */
  readonly caughtUp: (withinMs: number) => Promise<void>;
}

/** A steady flow of articles into the topic of a service. */
export interface GroupFlow extends GroupWatch {
  /** Articles acknowledged so far. */
  readonly sent: () => number;
  /** Stops writing; resolves when the last message is acknowledged. */
  readonly stop: () => Promise<void>;
}

/** A service that consumes a topic of articles. */
export type Consuming = Exclude<ServiceName, 'search'>;

const GROUPS = { fetcher: 'fetcher-inbox', annotator: 'annotator', indexer: 'indexer' } as const;
const TOPICS = { fetcher: topics.inbox, annotator: topics.raw, indexer: topics.annotated } as const;
const logger = createLogger('flow', 'silent');
const TICK_MS = 100;

/** Reads the offsets of a service's consumer group. */
export function watchGroup(kafka: KafkaConfig, service: Consuming): GroupWatch {
  const group = GROUPS[service];
  const topic = TOPICS[service].name;

  async function committed(): Promise<ReadonlyMap<number, bigint | null>> {
    const offsets = await committedOffsets(kafka, logger, { group, topic });
    return new Map([...offsets].map(([partition, { offset }]) => [partition, offset]));
  }

  async function ends(): Promise<ReadonlyMap<number, bigint>> {
    const bounds = await offsetBounds(kafka, logger, topic);
    return new Map([...bounds].map(([partition, { high }]) => [partition, high]));
  }

  async function caughtUp(withinMs: number): Promise<void> {
    const goal = await ends();
    await eventually(
      `${group} has caught up on every partition of ${topic}`,
      async () => {
        const now = await committed();
        return [...goal].every(([partition, end]) => (now.get(partition) ?? 0n) >= end);
      },
      withinMs,
    );
  }

  return { group, topic, committed, ends, caughtUp };
}

/** Writes articles with distinct ids, numbered from `from`, to all partitions of the service's topic. */
export function startGroupFlow(
  kafka: KafkaConfig,
  service: Consuming,
  perSecond: number,
  from = 0,
): GroupFlow {
  const { write, stop } = writerTo(kafka, service);
  let sent = 0;
  let flowing = true;

  async function flow(): Promise<void> {
    const startedAt = Date.now();
    while (flowing) {
      const due = Math.floor(((Date.now() - startedAt) / 1000) * perSecond) - sent;
      if (due > 0) {
        const published = await write(Array.from({ length: due }, (_, place) => from + sent + place));
        sent += published.filter(({ outcome }) => outcome === 'delivered').length;
      }
      await sleep(TICK_MS);
    }
  }
  const flowed = flow();

  return {
    ...watchGroup(kafka, service),
    sent: () => sent,
    stop: async () => {
      flowing = false;
      await flowed;
      await stop();
    },
  };
}

interface Writer {
  readonly write: (places: readonly number[]) => Promise<readonly Published[]>;
  readonly stop: () => Promise<void>;
}

function writerTo(kafka: KafkaConfig, service: Consuming): Writer {
  if (service === 'fetcher') {
    const inbox = publisher(kafka, topics.inbox, logger);
    const headers = { producer: 'flow' };
    return {
      write: (places) =>
        inbox.publish(
          places.map((place) => ({
            value: anIncomingArticle({ externalId: `flow-${place}`, body: textOf(place) }),
            headers,
          })),
        ),
      stop: inbox.stop,
    };
  }
  if (service === 'annotator') {
    const raw = publisher(kafka, topics.raw, logger);
    return {
      write: (places) => raw.publish(places.map((place) => ({ value: aRawArticle(differences(place)) }))),
      stop: raw.stop,
    };
  }
  const annotated = publisher(kafka, topics.annotated, logger);
  return {
    write: (places) =>
      annotated.publish(places.map((place) => ({ value: anAnnotatedArticle(differences(place)) }))),
    stop: annotated.stop,
  };
}

function differences(place: number) {
  const id = createHash('sha256').update(`flow-${place}`).digest('hex');
  return { id, contentHash: id, externalId: `flow-${place}`, url: null, body: textOf(place) };
}

function textOf(place: number): string {
  return `Correspondent ${place} writes that talks between ministers in Geneva went on until late on Tuesday.`;
}
