import { spawn, type SpawnOptions, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { unwatch, watch } from './watchdog.ts';

/** What to run and under which identity and environment. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** A child process in a process group of its own, so that a Ctrl-C in our terminal does not reach it before we decide the order. */
export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Says how it ended: `exit code 1`, `signal SIGKILL`. Never rejects. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** Signals the whole group; nothing happens once it has ended. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, and SIGKILL when that did not end it in `graceMs` milliseconds. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** Starts a command in a group of its own that also ends when we are killed. Rejects when the file cannot be run. */
export async function startChild(command: Command, stdio: SpawnOptions['stdio']): Promise<Child> {
  const { file, args, ...options } = command;
  const child = spawn(file, args, { ...options, stdio, detached: true });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(new Error(`Cannot run ${file}: ${cause.message}`, { cause }));
    });
  });
  const pid = child.pid ?? 0;
  watch(pid);

  let hasEnded = false;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      hasEnded = true;
      signalGroup(pid, 'SIGKILL'); // what it may have started itself
      unwatch(pid);
      resolve(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`);
    });
  });
  const signal = (name: NodeJS.Signals) => {
    if (!hasEnded) signalGroup(pid, name);
  };
  const stop = async (graceMs: number) => {
    signal('SIGTERM');
    signal('SIGCONT'); // One that was frozen takes no SIGTERM.
    const timeout = new AbortController();
    await Promise.race([ended, sleep(graceMs, undefined, { signal: timeout.signal }).catch(() => undefined)]);
    timeout.abort();
    signal('SIGKILL');
    await ended;
  };
  return { pid, process: child, ended, hasEnded: () => hasEnded, signal, stop };
}

/** Signals a process group, which may be gone already. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone, which is what we wanted.
  }
}
