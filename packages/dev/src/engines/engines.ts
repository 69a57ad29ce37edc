import { join } from 'node:path';
import { engineFiles, engineNames, type EngineName } from '../install/artifacts.ts';
import { takeDataDir } from './data-dir.ts';
import { assertReachable, makeEngineDir } from '../install/engine-user.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { makeHomeDir } from '@gazette/cli/installation/home';
import { findJava } from '../install/java.ts';
import { layOut } from './lay-out.ts';
import { watchdogGone } from '../processes/watchdog.ts';

/** Which engines to start, where, and on which ports. */
export interface EngineOptions {
  /** Where the engines keep their data. Absent: a temporary directory, removed on stop. */
  readonly dataDir?: string;
  /** Loopback ports. Absent: free ones. */
  readonly ports?: Partial<Readonly<Record<EngineName, number>>>;
  /**
   * Ports of TCP proxies that somebody runs before Kafka. For each the broker has one listener more, whose clients are sent back to the
   * proxy and not past it.
   */
  readonly kafkaProxies?: readonly number[];
  /** Start sooner and be slower under long load. Absent: so for temporary data. */
  readonly quick?: boolean;
  /** Takes progress in plain English, one line at a time. */
  readonly log?: (line: string) => void;
  /** Absent: all three. The registry brings Kafka with it. */
  readonly only?: readonly EngineName[];
  /** Called when an engine ends that nobody told to. */
  readonly onUnexpectedEnd?: (name: EngineName, how: string) => void;
  /** Called when the data directory is ours and nothing is started yet; what it throws ends the start. */
  readonly beforeStart?: () => Promise<void>;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Running engines. The address of an engine that was not asked for is an empty string. */
export type Engines = Omit<Fleet, 'close'> & {
  /** `host:port` of the broker. */
  readonly kafka: string;
  /** Where each of `kafkaProxies` leads to: `host:port` of its listener. */
  readonly kafkaBehindProxies: readonly string[];
  /** URL of the registry's Confluent API. */
  readonly registry: string;
  /** URL of OpenSearch. */
  readonly opensearch: string;
  readonly dataDir: string;
  /** Stops all of them in good order, and removes what is temporary. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts the real engines as child processes on loopback and settles when each one answers. They end with this process, however it ends.
 * Throws one line when Java or Maven is missing, a port or the data directory is in use, or an engine does not come up.
 */
export async function startEngines(options: EngineOptions = {}): Promise<Engines> {
  const { log = () => undefined, ports = {}, signal, quick = options.dataDir === undefined } = options;
  const wanted = engineNames.filter((name) => isWanted(name, options.only));
  const java = await findJava();
  assertReachable(await makeHomeDir());
  const files = new Map<EngineName, string>();
  for (const name of wanted) files.set(name, await engineFiles(name, java, log));

  const data = await takeDataDir(options.dataDir, log);
  let fleet: Fleet | undefined;
  let starts: readonly Promise<void>[] = [];
  const stop = async () => {
    await fleet?.close();
    await Promise.allSettled(starts);
    await data.release();
    await watchdogGone();
  };
  try {
    await options.beforeStart?.();
    makeEngineDir(join(data.path, 'logs'));
    const kafkaProxies = options.kafkaProxies ?? [];
    const { engines, kafkaBehindProxies } = await layOut({
      java,
      dataDir: data.path,
      quick,
      files,
      ports,
      kafkaProxies,
    });
    fleet = createFleet(engines, data, log, options.onUnexpectedEnd);
    starts = wanted.map(fleet.startOne);
    await orAborted(Promise.all(starts), signal);
    const address = (name: EngineName) => engines.get(name)?.address ?? '';
    return {
      ...fleet,
      kafka: address('kafka'),
      kafkaBehindProxies,
      registry: address('registry'),
      opensearch: address('opensearch'),
      dataDir: data.path,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isWanted(name: EngineName, only: EngineOptions['only']): boolean {
  return !only || only.includes(name) || (name === 'kafka' && only.includes('registry'));
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => {
      reject(new Error('The start of the engines was given up'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]);
}
