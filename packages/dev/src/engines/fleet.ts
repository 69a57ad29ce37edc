import { join } from 'node:path';
import { engineTitle, type EngineName } from '../install/artifacts.ts';
import { bootEngine } from './boot-engine.ts';
import type { DataDir } from './data-dir.ts';
import type { Engine } from './engine.ts';
import type { Child } from '../processes/processes.ts';

/** Kafka closes its segments and OpenSearch its shards in a few seconds. */
const GRACE_MS = 30_000;

/** Engines that run on one data directory, each of which can be taken away and brought back. */
export interface Fleet {
  /** Starts one engine, again on its port and its data; settles when it answers. Throws when it is running. */
  readonly startOne: (name: EngineName) => Promise<void>;
  /** Stops one engine in good order. */
  readonly stopOne: (name: EngineName) => Promise<void>;
  /** Sends a signal and does not wait: SIGKILL crashes an engine, SIGSTOP and SIGCONT freeze and thaw it. */
  readonly kill: (name: EngineName, signal: NodeJS.Signals) => void;
  /** The process of each engine that is running. */
  readonly pids: () => Partial<Readonly<Record<EngineName, number>>>;
  /** Stops all of them in good order; what is being started ends too, and nothing starts any more. */
  readonly close: () => Promise<void>;
}

/** A fleet of engines, none of them started. `onUnexpectedEnd` hears of one that ends, once it has answered, although nobody told it to. */
export function createFleet(
  engines: ReadonlyMap<EngineName, Engine>,
  data: DataDir,
  log: (line: string) => void,
  onUnexpectedEnd: (name: EngineName, how: string) => void = () => undefined,
): Fleet {
  const running = new Map<EngineName, Child>();
  /** Engines that were told to end. */
  const ending = new Set<EngineName>();
  let closed = false;
  const record = () => {
    data.record([...running.values()].filter((child) => !child.hasEnded()).map(({ pid }) => pid));
  };

  async function startOne(name: EngineName): Promise<void> {
    const engine = engines.get(name);
    if (!engine) throw new Error(`Expected one of ${[...engines.keys()].join(', ')}, found ${name}`);
    const earlier = running.get(name);
    if (earlier && !earlier.hasEnded() && !ending.has(name))
      throw new Error(`${engineTitle(name)} is running already`);
    await earlier?.ended;
    ending.delete(name);

    const began = Date.now();
    let answered = false;
    await bootEngine(engine, join(data.path, name), join(data.path, 'logs'), (child) => {
      running.set(name, child);
      if (closed) child.signal('SIGKILL');
      else record();
      void child.ended.then((how) => {
        if (!answered || closed || ending.has(name)) return;
        log(`${engineTitle(name)} ended unexpectedly (${how})`);
        onUnexpectedEnd(name, how);
      });
    });
    answered = true;
    log(`${engineTitle(name)} answers on ${engine.address} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }

  async function stopOne(name: EngineName): Promise<void> {
    ending.add(name);
    await running.get(name)?.stop(GRACE_MS);
    running.delete(name);
    if (!closed) record();
  }

  return {
    startOne,
    stopOne,
    kill: (name, signal) => {
      if (signal === 'SIGKILL' || signal === 'SIGTERM') ending.add(name);
      running.get(name)?.signal(signal);
    },
    pids: () =>
      Object.fromEntries(
        [...running].filter(([, child]) => !child.hasEnded()).map(([name, { pid }]) => [name, pid]),
      ),
    close: async () => {
      closed = true;
      // The registry first: it reads from Kafka.
      await Promise.all([stopOne('registry').then(() => stopOne('kafka')), stopOne('opensearch')]);
    },
  };
}
