import { join } from 'node:path';
import { makeHomeDir } from '@gazette/cli/installation/home';
import { engineFiles, type EngineName } from '../install/artifacts.ts';
import { assertReachable, makeEngineDir } from '../install/engine-user.ts';
import { findJava, type Java } from '../install/java.ts';
import { watchdogGone } from '../processes/watchdog.ts';
import { takeDataDir } from './data-dir.ts';
import type { Engine } from './engine.ts';
import { createFleet, type Fleet } from './fleet.ts';

/** Where engines run, and who is told about it; see `EngineOptions`. */
interface LaunchOptions<Name extends string> {
  readonly dataDir?: string;
  readonly log?: (line: string) => void;
  readonly onUnexpectedEnd?: (name: Name, how: string) => void;
  readonly beforeStart?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** What the configuration of engines starts from. */
interface Base {
  readonly java: Java;
  /** The program files of each kind of engine. */
  readonly files: ReadonlyMap<EngineName, string>;
  readonly dataDir: string;
}

/** Engines ready to start. */
interface Configured<Name extends string> {
  readonly engines: ReadonlyMap<Name, Engine>;
  /** The engines of a stage start together, once all of the stage before answer. */
  readonly stages: readonly (readonly Name[])[];
}

/** Running engines, with their configuration. */
type Launched<Name extends string, C> = Omit<Fleet<Name>, 'close'> & {
  readonly configured: C;
  readonly dataDir: string;
  /** Stops all engines in order and removes temporary data. */
  readonly stop: () => Promise<void>;
};

/**
 * Fetches engines of the given kinds, takes the data directory, and starts what `configure` returns. Stops
 * everything again when a start fails.
 */
export async function launchEngines<Name extends string, C extends Configured<Name>>(
  options: LaunchOptions<Name>,
  kinds: readonly EngineName[],
  configure: (base: Base) => Promise<C>,
): Promise<Launched<Name, C>> {
  const { log = () => undefined, signal } = options;
  const java = await findJava();
  assertReachable(await makeHomeDir());
  const files = new Map<EngineName, string>();
  for (const kind of kinds) files.set(kind, await engineFiles(kind, java, log));

  const data = await takeDataDir(options.dataDir, log);
  let fleet: Fleet<Name> | undefined;
  const starts: Promise<void>[] = [];
  const stop = async () => {
    await fleet?.close();
    await Promise.allSettled(starts);
    await data.release();
    await watchdogGone();
  };
  try {
    await options.beforeStart?.();
    makeEngineDir(join(data.path, 'logs'));
    const configured = await configure({ java, files, dataDir: data.path });
    const { startOne, ...others } = (fleet = createFleet(
      configured.engines,
      data,
      log,
      options.onUnexpectedEnd,
    ));
    for (const stage of configured.stages) {
      const began = stage.map((name) => startOne(name));
      starts.push(...began);
      await orAborted(Promise.all(began), signal);
    }
    return { ...others, startOne, configured, dataDir: data.path, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => {
      reject(new Error('The start of the engines was cancelled'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]);
}
