import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from '@gazette/cli/installation/process-identity';
import { signalGroup } from './processes.ts';
import { watchdogPid } from './watchdog.ts';

/** Longer than the grace period of the watchdog. */
const LONGEST_WAIT_MS = 20_000;

/** A held lock file. It names the process that owns the directory and the process groups it started. */
export interface Lock {
  /** Records process groups, so that the next owner can end them if even the watchdog is killed. */
  readonly record: (pids: readonly number[]) => void;
  readonly release: () => void;
}

interface LockFile {
  readonly owner: ProcessIdentity;
  readonly children: readonly ProcessIdentity[];
}

/**
 * Takes a lock file. If its owner was killed, ends the processes that the owner started and takes the lock
 * over. Throws when the owner is running.
 */
export async function takeLock(
  path: string,
  what: string,
  log: (line: string) => void = () => undefined,
): Promise<Lock> {
  const owner = identityOf(process.pid);
  if (!owner)
    throw new Error(
      `Cannot find the start time of process ${process.pid}: neither /proc nor ps is available`,
    );
  const write = (children: readonly ProcessIdentity[], flag: 'w' | 'wx') => {
    writeFileSync(path, JSON.stringify({ owner, children } satisfies LockFile), { flag });
  };

  const held = readLock(path);
  if (held && isRunning(held.owner)) throw new Error(`${what} is in use by process ${held.owner.pid}`);
  if (held?.children.some(isRunning)) {
    log(`Waiting for processes that process ${held.owner.pid} left running when it was killed`);
    await endLeftovers(held.children);
  }
  rmSync(path, { force: true });
  write([], 'wx');

  return {
    record: (pids) => {
      const all = [...pids, watchdogPid()].filter((pid) => pid !== undefined);
      write(
        all.map((pid) => identityOf(pid)).filter((identity) => identity !== undefined),
        'w',
      );
    },
    release: () => {
      rmSync(path, { force: true });
    },
  };
}

/** True when the lock file exists and its owner is running. */
export function isLocked(path: string): boolean {
  const held = readLock(path);
  return held !== undefined && isRunning(held.owner);
}

/** Ends the processes that the owner of a lock file left running. Does nothing when the file is missing. */
export async function endLeftoversOf(path: string): Promise<void> {
  await endLeftovers(readLock(path)?.children ?? []);
}

/** The watchdog is among the children and ends the others, so wait for it before sending SIGKILL. */
async function endLeftovers(children: readonly ProcessIdentity[]): Promise<void> {
  const left = () => children.filter(isRunning);
  for (const { pid } of left()) signalGroup(pid, 'SIGTERM');
  for (let waited = 0; left().length > 0 && waited < LONGEST_WAIT_MS; waited += 100) await sleep(100);
  for (const { pid } of left()) signalGroup(pid, 'SIGKILL');
  while (left().length > 0) await sleep(20);
}

function readLock(path: string): LockFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockFile;
  } catch {
    return undefined; // The file is missing, or its writer was killed while writing.
  }
}
