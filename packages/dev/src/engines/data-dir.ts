import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeEngineDir } from '../install/engine-user.ts';
import { makeHomeDir } from '@gazette/cli/installation/home';
import { endLeftoversOf, isLocked, takeLock, type Lock } from '../processes/lock.ts';
import { keepDirectory, removeWhenGone } from '../processes/watchdog.ts';

/** A data directory that this process owns until it releases it. */
export interface DataDir {
  readonly path: string;
  readonly record: Lock['record'];
  readonly release: () => Promise<void>;
}

const LOCK_NAME = 'lock.json';

/**
 * Takes the given data directory, or a temporary one that is removed on release or when this process ends.
 */
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

/** Removes the directories of commands that were killed together with their watchdog. */
async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    const lockPath = join(path, LOCK_NAME);
    // A directory without a lock is being created right now.
    if (!existsSync(lockPath) || isLocked(lockPath)) continue;
    await endLeftoversOf(lockPath); // its watchdog may still be ending them and removing the directory
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}
