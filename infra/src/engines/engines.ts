import { join } from 'node:path';
import { engineFiles, engineNames, engineTitle, type EngineName } from './artifacts.ts';
import { bootEngine } from './boot-engine.ts';
import { takeDataDir } from './data-dir.ts';
import { makeEngineDir } from './engine-user.ts';
import type { Engine } from './engine.ts';
import { findJava } from './java.ts';
import { layOut } from './lay-out.ts';
import type { Child } from './processes.ts';
import { watchdogGone } from './watchdog.ts';

/** Kafka closes its segments and OpenSearch its shards in a few seconds. */
const graceMs = 30_000;

/** Which engines to start, where, and on which ports. */
export type EngineOptions = {
  /** Where the engines keep their data. Absent: a temporary directory, removed on stop. */
  readonly dataDir?: string;
  /** Loopback ports. Absent: free ones. */
  readonly ports?: Partial<Readonly<Record<EngineName, number>>>;
  /** Takes progress in plain English, one line at a time. */
  readonly log?: (line: string) => void;
  /** Absent: all three. The registry brings Kafka with it. */
  readonly only?: readonly EngineName[];
  /** Called when an engine ends that nobody told to. */
  readonly onUnexpectedEnd?: (name: EngineName, how: string) => void;
};

/** Running engines. The address of an engine that was not asked for is an empty string. */
export type Engines = {
  /** `host:port` of the broker. */
  readonly kafka: string;
  /** URL of the registry's Confluent API. */
  readonly registry: string;
  /** URL of OpenSearch. */
  readonly opensearch: string;
  readonly dataDir: string;
  /** The process of each engine that is running. */
  readonly pids: () => Partial<Readonly<Record<EngineName, number>>>;
  /** Sends a signal and does not wait: SIGKILL crashes an engine, SIGSTOP and SIGCONT freeze and thaw it. */
  readonly kill: (name: EngineName, signal: NodeJS.Signals) => void;
  /** Stops one engine in good order. */
  readonly stopOne: (name: EngineName) => Promise<void>;
  /** Starts one engine again on its port and its data; settles when it answers. */
  readonly startOne: (name: EngineName) => Promise<void>;
  /** Stops all of them in good order, and removes what is temporary. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts the real engines as child processes on loopback and settles when each one answers. They end with this process, however it ends.
 * Throws one line when Java or Maven is missing, a port or the data directory is in use, or an engine does not come up.
 */
export async function startEngines(options: EngineOptions = {}): Promise<Engines> {
  const log = options.log ?? (() => undefined);
  const wanted = engineNames.filter((name) => isWanted(name, options.only));
  const java = await findJava();
  const files = new Map<EngineName, string>();
  for (const name of wanted) files.set(name, await engineFiles(name, java, log));

  const data = await takeDataDir(options.dataDir);
  const running = new Map<EngineName, Child>();
  const expected = new Set<EngineName>();
  const record = () => {
    data.record([...running.values()].map(({ pid }) => pid));
  };

  const startOne = async (name: EngineName) => {
    const engine = engines.get(name);
    if (!engine) throw new Error(`${name} was not asked for: these engines run: ${wanted.join(', ')}`);
    const earlier = running.get(name);
    if (earlier && !earlier.hasEnded() && !expected.has(name)) throw new Error(`${name} is running already`);
    await earlier?.ended;
    expected.delete(name);
    const began = Date.now();
    const child = await bootEngine(engine, join(data.path, name), join(data.path, 'logs'), (starting) => {
      running.set(name, starting);
      record();
    });
    void child.ended.then((how) => {
      if (running.get(name) === child && !expected.has(name)) {
        log(`${engineTitle(name)} ended unexpectedly (${how})`);
        options.onUnexpectedEnd?.(name, how);
      }
    });
    log(`${engineTitle(name)} answers on ${engine.address} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  };
  const kill = (name: EngineName, signal: NodeJS.Signals) => {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') expected.add(name);
    running.get(name)?.signal(signal);
  };
  const stopOne = async (name: EngineName) => {
    expected.add(name);
    await running.get(name)?.stop(graceMs);
    running.delete(name);
    record();
  };
  const stop = async () => {
    // The registry first: it reads from Kafka.
    await Promise.all([stopOne('registry').then(() => stopOne('kafka')), stopOne('opensearch')]);
    await data.release();
    await watchdogGone();
  };

  let engines: ReadonlyMap<EngineName, Engine> = new Map();
  try {
    makeEngineDir(join(data.path, 'logs'));
    engines = await layOut({ java, dataDir: data.path, files, ports: options.ports ?? {} });
    const results = await Promise.allSettled(wanted.map(startOne));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
  } catch (error) {
    await stop();
    throw error;
  }
  const address = (name: EngineName) => engines.get(name)?.address ?? '';
  return {
    kafka: address('kafka'),
    registry: address('registry'),
    opensearch: address('opensearch'),
    dataDir: data.path,
    pids: () =>
      Object.fromEntries(
        [...running].filter(([, child]) => !child.hasEnded()).map(([name, { pid }]) => [name, pid]),
      ),
    kill,
    stopOne,
    startOne,
    stop,
  };
}

function isWanted(name: EngineName, only: EngineOptions['only']): boolean {
  return !only || only.includes(name) || (name === 'kafka' && only.includes('registry'));
}
