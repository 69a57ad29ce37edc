import { join } from 'node:path';
import { engineTitle, type EngineName } from '../install/artifacts.ts';
import { bootEngine } from './boot-engine.ts';
import type { DataDir } from './data-dir.ts';
import type { Engine } from './engine.ts';
import type { Child } from '../processes/processes.ts';

/** Kafka needs a few seconds to close its segments and OpenSearch to close its shards. */
const GRACE_MS = 30_000;

/** Engines on one data directory, each of which can be stopped and restarted. */
export interface Fleet<Name extends string = EngineName> {
  /**
   * Starts one engine on its port and data, with `env` added for this run; resolves once it answers. Throws
   * when it is already running.
   */
  readonly startOne: (name: Name, env?: NodeJS.ProcessEnv) => Promise<void>;
  /** Stops one engine and waits until it has exited. */
  readonly stopOne: (name: Name) => Promise<void>;
  /** Sends a signal without waiting: SIGKILL crashes an engine, SIGSTOP freezes it, SIGCONT continues it. */
  readonly kill: (name: Name, signal: NodeJS.Signals) => void;
  /** Process ids of the running engines. */
  readonly pids: () => Partial<Readonly<Record<Name, number>>>;
  /** Stops all engines in order, including those that are starting; none can be started afterwards. */
  readonly close: () => Promise<void>;
}

/**
 * Creates a fleet without starting it. `onUnexpectedEnd` reports an engine that had answered and then
 * crashed.
 */
export function createFleet<Name extends string>(
  engines: ReadonlyMap<Name, Engine>,
  data: DataDir,
  log: (line: string) => void,
  onUnexpectedEnd: (name: Name, how: string) => void = () => undefined,
): Fleet<Name> {
  const running = new Map<Name, Child>();
  /** Engines that are being stopped or were killed on purpose. */
  const ending = new Set<Name>();
  let closed = false;
  const record = () => {
    data.record([...running.values()].filter((child) => !child.hasEnded()).map(({ pid }) => pid));
  };

  async function startOne(name: Name, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const engine = engines.get(name);
    if (!engine) throw new Error(`Expected one of ${[...engines.keys()].join(', ')}, found ${name}`);
    const earlier = running.get(name);
    if (earlier && !earlier.hasEnded() && !ending.has(name))
      throw new Error(`${engineTitle(engine.name)} is already running`);
    await earlier?.ended;
    ending.delete(name);

    const began = Date.now();
    let answered = false;
    const started = { ...engine, env: { ...engine.env, ...env } };
    await bootEngine(started, join(data.path, name), join(data.path, 'logs', `${name}.log`), (child) => {
      running.set(name, child);
      if (closed) child.signal('SIGKILL');
      else record();
      void child.ended.then((how) => {
        if (!answered || closed || ending.has(name)) return;
        log(`${engineTitle(engine.name)} ended unexpectedly (${how})`);
        onUnexpectedEnd(name, how);
      });
    });
    answered = true;
    log(
      `${engineTitle(engine.name)} answers on ${engine.address} (${((Date.now() - began) / 1000).toFixed(1)} s)`,
    );
  }

  async function stopOne(name: Name): Promise<void> {
    ending.add(name);
    await running.get(name)?.stop(GRACE_MS);
    running.delete(name);
    if (!closed) record();
  }

  async function stopAll(kind: EngineName): Promise<void> {
    await Promise.all(
      [...engines].filter(([, engine]) => engine.name === kind).map(([name]) => stopOne(name)),
    );
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
      ) as Partial<Record<Name, number>>,
    close: async () => {
      closed = true;
      // The registry stops before Kafka, because it reads from it.
      await Promise.all([stopAll('registry').then(() => stopAll('kafka')), stopAll('opensearch')]);
    },
  };
}
