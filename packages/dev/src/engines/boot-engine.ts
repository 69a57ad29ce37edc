import { closeSync, copyFileSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineTitle } from '../install/artifacts.ts';
import { engineUser, makeEngineDir } from '../install/engine-user.ts';
import type { Engine } from './engine.ts';
import { makeHomeDir } from '@gazette/cli/installation/home';
import { startChild, type Child } from '../processes/processes.ts';

/** A cold start takes a minute on a busy machine. */
const BOOT_MS = 300_000;

/**
 * Starts an engine in its directory and resolves once it answers. `onStart` receives the process before that.
 * Throws a one-line error with the first error of its log when it exits early or does not answer in time.
 */
export async function bootEngine(
  engine: Engine,
  dir: string,
  logPath: string,
  onStart: (child: Child) => void,
): Promise<Child> {
  makeEngineDir(dir);
  await engine.prepare();
  const output = openSync(logPath, 'w');
  const { file, args, env } = engine;
  const child = await startChild({ file, args, env, cwd: dir, ...engineUser() }, ['ignore', output, output]);
  closeSync(output);
  onStart(child);

  const deadline = Date.now() + BOOT_MS;
  while (!(await engine.isReady())) {
    if (child.hasEnded())
      throw await failure(engine, `ended before it answered (${await child.ended})`, logPath);
    if (Date.now() > deadline) throw await failure(engine, `did not answer in ${BOOT_MS / 1000} s`, logPath);
    await sleep(100);
  }
  return child;
}

/** The log is kept where it outlasts a temporary data directory. */
async function failure(engine: Engine, what: string, logPath: string): Promise<Error> {
  const kept = join(await makeHomeDir('logs'), `${basename(logPath, '.log')}-failed.log`);
  copyFileSync(logPath, kept);
  const lines = readFileSync(kept, 'utf8').trimEnd().split('\n');
  const cause = lines.find((line) => /exception|error/i.test(line)) ?? lines.at(-1) ?? '';
  return new Error(`${engineTitle(engine.name)} ${what}: ${cause.trim()} (full log: ${kept})`);
}
