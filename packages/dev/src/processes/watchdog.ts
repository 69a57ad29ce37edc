import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../bin/watchdog.js', import.meta.url));

let watchdog: ChildProcess | undefined;
const watched = new Set<string>();

/** Ends a process group when this process is gone, however it went. */
export function watch(pid: number): void {
  add('add', String(pid));
}

/** Takes back `watch`. */
export function unwatch(pid: number): void {
  drop('drop', String(pid));
}

/** Removes a directory when this process is gone, however it went. */
export function removeWhenGone(directory: string): void {
  add('remove', directory);
}

/** Takes back `removeWhenGone`. */
export function keepDirectory(directory: string): void {
  drop('keep', directory);
}

/** The watchdog's process, while there is one: it is the last to go of what a killed command leaves. */
export function watchdogPid(): number | undefined {
  return watchdog?.pid;
}

/** Settles when no watchdog is left, so that a command that has stopped everything leaves no process behind. Call it when nothing is watched. */
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

/** It has a session of its own, so that what ends our process group leaves it alone, and does not keep us running. */
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
