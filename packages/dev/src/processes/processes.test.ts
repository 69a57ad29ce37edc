import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isLocked, takeLock } from './lock.ts';
import { identityOf } from '@gazette/cli/installation/process-identity';
import { startChild } from './processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'gazette-test-'));
const lockPath = `${directory}.lock`;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
  rmSync(lockPath, { force: true });
});

describe('startChild', () => {
  it('reports how a program ended', async () => {
    const child = await startChild(
      { file: 'sh', args: ['-c', 'exit 3'], env: process.env, cwd: '/' },
      'ignore',
    );

    expect(await child.ended).toBe('exit code 3');
  });

  it('names a file that cannot be run', async () => {
    const start = startChild({ file: '/nowhere/java', args: [], env: {}, cwd: '/' }, 'ignore');

    await expect(start).rejects.toThrow('Cannot run /nowhere/java');
  });

  it('stops a program that ignores SIGTERM', async () => {
    const script = 'trap "" TERM; echo ready; while :; do sleep 1; done';
    const child = await startChild({ file: 'sh', args: ['-c', script], env: process.env, cwd: '/' }, [
      'ignore',
      'pipe',
      'ignore',
    ]);
    await new Promise((resolve) => child.process.stdout?.once('data', resolve));

    await child.stop(10);

    expect(await child.ended).toBe('signal SIGKILL');
  });

  it('stops a program that was frozen', async () => {
    const child = await startChild({ file: 'sleep', args: ['600'], env: process.env, cwd: '/' }, 'ignore');
    child.signal('SIGSTOP');

    await child.stop(60_000);

    expect(await child.ended).toBe('signal SIGTERM');
  });
});

describe('a command that is killed by force', () => {
  it('has its children ended and its temporary directories removed', async () => {
    const { command, childPid } = await commandWithChild();

    command.kill('SIGKILL');

    await until(() => identityOf(childPid) === undefined && !existsSync(directory));
  });

  it('holds a lock that others respect while it runs and can take over afterwards', async () => {
    const { command, childPid } = await commandWithChild();

    await expect(takeLock(lockPath, 'The test directory')).rejects.toThrow(
      `The test directory is in use by process ${command.pid ?? 0}`,
    );
    command.kill('SIGKILL');
    await until(() => identityOf(command.pid ?? 0) === undefined);
    const lock = await takeLock(lockPath, 'The test directory');

    expect(identityOf(childPid)).toBeUndefined();
    expect(isLocked(lockPath)).toBe(true);
    lock.release();
    expect(isLocked(lockPath)).toBe(false);
  });
});

/** A process with a child and a temporary directory, like the commands. */
async function commandWithChild(): Promise<{ readonly command: ChildProcess; readonly childPid: number }> {
  const source = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const script = `
    import { startChild } from ${source('./processes.ts')};
    import { removeWhenGone } from ${source('./watchdog.ts')};
    import { takeLock } from ${source('./lock.ts')};
    const lock = await takeLock(${JSON.stringify(lockPath)}, 'The test directory');
    removeWhenGone(${JSON.stringify(directory)});
    const child = await startChild({ file: 'sleep', args: ['600'], env: process.env, cwd: '/' }, 'ignore');
    lock.record([child.pid]);
    console.log(child.pid);
  `;
  const options = ['--import', 'tsx', '--conditions=source', '--input-type=module', '--eval', script];
  const command = spawn(process.execPath, options, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(command);
  for await (const line of createInterface({ input: command.stdout }))
    return { command, childPid: Number(line) };
  throw new Error('The command ended before it had started its child');
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}
