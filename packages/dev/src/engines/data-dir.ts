import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeEngineDir } from '../install/engine-user.ts';
import { makeHomeDir } from '@gazette/cli/installation/home';
import { endWhatIsLeft, isLocked, takeLock, type Lock } from '../processes/lock.ts';
import { keepDirectory, removeWhenGone } from '../processes/watchdog.ts';

/** A data directory that is ours until released. */
export interface DataDir {
  readonly path: string;
  readonly record: Lock['record'];
  readonly release: () => Promise<void>;
}

const LOCK_NAME = 'lock.json';

/** Takes the given data directory, or makes a temporary one that goes when it is released or this process ends. */
export async function takeDataDir(given: string | undefined, log: (line: string) => void): Promise<DataDir> {
  if (given !== undefined) {
    makeEngineDir(given);
    const lock = await takeLock(join(given, LOCK_NAME), `The data directory ${given}`, log);
    return {
      path: given,
      record: lock.record,
      release: () => {
        lock.release();
        return Promise.resolve();
      },
    };
  }

  const parent = await makeHomeDir('temporary');
  await sweep(parent);
  const path = await mkdtemp(join(parent, 'engines-'));
  const lock = await takeLock(join(path, LOCK_NAME), `The data directory ${path}`);
  makeEngineDir(path);
  removeWhenGone(path);
  return {
    path,
    record: lock.record,
    release: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      keepDirectory(path);
    },
  };
}

/** Removes what is left of commands that were killed together with their watchdog. */
async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    const lockPath = join(path, LOCK_NAME);
    // One without a lock is being made at this moment.
    if (!existsSync(lockPath) || isLocked(lockPath)) continue;
    await endWhatIsLeft(lockPath); // its watchdog may be at it, and at the directory
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}
