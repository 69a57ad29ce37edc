import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from '@gazette/cli/installation/process-identity';
import { signalGroup } from './processes.ts';
import { watchdogPid } from './watchdog.ts';

/** Longer than the watchdog gives what it ends, in milliseconds. */
const LONGEST_WAIT_MS = 20_000;

/** A lock file as held: who owns what lies beside it, and which process groups it started there. */
export interface Lock {
  /** Writes down process groups, so that the next owner can end them should we and the watchdog both be killed. */
  readonly record: (pids: readonly number[]) => void;
  readonly release: () => void;
}

interface LockFile {
  readonly owner: ProcessIdentity;
  readonly children: readonly ProcessIdentity[];
}

/**
 * Takes a lock file. One left behind by a process that was killed is taken over, after ending what it had started.
 * Throws when its owner is running.
 */
export async function takeLock(
  path: string,
  what: string,
  log: (line: string) => void = () => undefined,
): Promise<Lock> {
  const owner = identityOf(process.pid);
  if (!owner)
    throw new Error(`Cannot tell when process ${process.pid} started: neither /proc nor ps answered`);
  const write = (children: readonly ProcessIdentity[], flag: 'w' | 'wx') => {
    writeFileSync(path, JSON.stringify({ owner, children } satisfies LockFile), { flag });
  };

  const held = readLock(path);
  if (held && isRunning(held.owner)) throw new Error(`${what} is in use by process ${held.owner.pid}`);
  if (held?.children.some(isRunning)) {
    log(`Waiting for what process ${held.owner.pid}, which was killed, left running`);
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

/** True where a lock file exists whose owner is running. */
export function isLocked(path: string): boolean {
  const held = readLock(path);
  return held !== undefined && isRunning(held.owner);
}

/** Ends what the owner of a lock file left running; settles at once when that was nothing, or there is no such file any more. */
export async function endWhatIsLeft(path: string): Promise<void> {
  await endLeftovers(readLock(path)?.children ?? []);
}

/** Waits for children of a killed owner: its watchdog, which is among them, is ending them and what else it knows of. */
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
    return undefined; // There is none, or its writer was killed half-way.
  }
}
