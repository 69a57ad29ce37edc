import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from './service-instance.ts';

/** Messages by topic and outcome, over all instances and restarts. A kill loses up to a second of counts. */
export type Outcomes = Readonly<Record<string, Readonly<Record<string, number>>>>;

const EVERY_MS = 1000;

/** Adds up what instances count at /metrics, until stopped. */
export function watchCounters(instances: readonly Pick<Instance, 'url'>[]): {
  readonly outcomes: () => Outcomes;
  readonly stop: () => Promise<void>;
} {
  const totals = new Map<string, number>();
  const stopping = new AbortController();

  async function watch({ url }: Pick<Instance, 'url'>): Promise<void> {
    const last = new Map<string, number>();
    const look = async (): Promise<void> => {
      for (const [name, value] of await messageCounts(url)) {
        const before = last.get(name) ?? 0;
        // A counter that fell was reset when its process restarted.
        totals.set(name, (totals.get(name) ?? 0) + (value < before ? value : value - before));
        last.set(name, value);
      }
    };
    while (!stopping.signal.aborted) {
      await look();
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    await look();
  }

  const watching = Promise.all(instances.map(watch));
  return {
    outcomes: () => {
      const byTopic: Record<string, Record<string, number>> = {};
      for (const [name, value] of totals) {
        const [topic = '', outcome = ''] = name.split(' ');
        (byTopic[topic] ??= {})[outcome] = value;
      }
      return byTopic;
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

/** `topic outcome` and its value; empty if the service does not answer. */
async function messageCounts(url: string): Promise<readonly (readonly [string, number])[]> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(EVERY_MS) });
    const text = await response.text();
    return [...text.matchAll(/^gazette_messages_total\{topic="([^"]+)",outcome="([^"]+)"\} (\d+)/gm)].map(
      ([, topic, outcome, value]) => [`${topic ?? ''} ${outcome ?? ''}`, Number(value)] as const,
    );
  } catch {
    return [];
  }
}
