import { spawn, type SpawnOptions, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { unwatch, watch } from './watchdog.ts';

/** A program with its arguments, environment, directory and user. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * A child in a separate process group: Ctrl-C in the terminal does not reach it, so it can be stopped in
 * order.
 */
export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves with how it ended: `exit code 1`, `signal SIGKILL`. Never rejects. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** Signals the whole group; does nothing once the process has ended. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Sends SIGTERM, then SIGKILL when the process is still running after `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/**
 * Starts a command in a separate group, which the watchdog ends if this process is killed. Rejects when it
 * cannot run.
 */
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
      signalGroup(pid, 'SIGKILL'); // processes that it started itself
      unwatch(pid);
      resolve(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`);
    });
  });
  const signal = (name: NodeJS.Signals) => {
    if (!hasEnded) signalGroup(pid, name);
  };
  const stop = async (graceMs: number) => {
    signal('SIGTERM');
    signal('SIGCONT'); // A frozen process does not handle SIGTERM.
    const timeout = new AbortController();
    await Promise.race([ended, sleep(graceMs, undefined, { signal: timeout.signal }).catch(() => undefined)]);
    timeout.abort();
    signal('SIGKILL');
    await ended;
  };
  return { pid, process: child, ended, hasEnded: () => hasEnded, signal, stop };
}

/** Signals a process group, which may already be gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already ended.
  }
}
