import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../bin/watchdog.js', import.meta.url));

let watchdog: ChildProcess | undefined;
const watched = new Set<string>();

/** The process group ends when this process ends, even by SIGKILL. */
export function watch(pid: number): void {
  add('add', String(pid));
}

/** Undoes `watch`. */
export function unwatch(pid: number): void {
  drop('drop', String(pid));
}

/** The directory is removed when this process ends, even by SIGKILL. */
export function removeWhenGone(directory: string): void {
  add('remove', directory);
}

/** Undoes `removeWhenGone`. */
export function keepDirectory(directory: string): void {
  drop('keep', directory);
}

/** The process id of a running watchdog, which ends last after its command was killed. */
export function watchdogPid(): number | undefined {
  return watchdog?.pid;
}

/**
 * Stops the watchdog and waits for its end, so no process is left behind. Does nothing while something is
 * watched.
 */
export async function watchdogGone(): Promise<void> {
  const leaving = watchdog;
  if (!leaving || watched.size > 0) return;
  watchdog = undefined;
  const gone = new Promise((resolve) => leaving.once('exit', resolve));
  leaving.ref();
  leaving.stdin?.end();
  await gone;
}

function add(verb: string, value: string): void {
  watched.add(value);
  watchdog ??= start();
  watchdog.stdin?.write(`${verb} ${value}\n`);
}

function drop(verb: string, value: string): void {
  watched.delete(value);
  watchdog?.stdin?.write(`${verb} ${value}\n`);
}

/**
 * Starts it in a separate session, so it survives the end of this process group and does not keep this
 * process alive.
 */
function start(): ChildProcess {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    cwd: '/',
  });
  child.unref();
  const input = child.stdin as typeof child.stdin & { unref?: () => void };
  input.unref?.();
  input.on('error', () => undefined);
  return child;
}
