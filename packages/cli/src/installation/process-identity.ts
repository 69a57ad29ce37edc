import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process in a lock file. The start time distinguishes it from a later process with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

/** The identity of a running process, or undefined when it has ended. A zombie counts as ended. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const start = existsSync('/proc/self/stat') ? startFromProc(pid) : ps('lstart=', pid);
  return start === undefined ? undefined : { pid, start };
}

/** True while this process is running, not another one with the same id. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.start === identity.start;
}

/** The command line of a running process, separated by blanks, or undefined when it is not visible. */
export function commandLineOf(pid: number): string | undefined {
  const path = `/proc/${pid}/cmdline`;
  const text = existsSync(path) ? tryToRead(path)?.replaceAll('\0', ' ') : ps('command=', pid);
  return text?.trim() || undefined;
}

/** The parent of a running process, or undefined when it is not visible. */
export function parentOf(pid: number): number | undefined {
  const stat = tryToRead(`/proc/${pid}/stat`);
  return Number(stat === undefined ? ps('ppid=', pid) : statFields(stat)[1]) || undefined;
}

/** Field 22 of proc(5) `stat`: clock ticks from boot to the start of the process. */
function startFromProc(pid: number): string | undefined {
  const stat = tryToRead(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = statFields(stat);
  return fields[0] === 'Z' ? undefined : fields[19];
}

/**
 * The fields from number 3 (state) on. The name in field 2 may hold blanks, so split after its closing
 * bracket.
 */
function statFields(stat: string): readonly string[] {
  return stat.replace(/^.*\) /s, '').split(' ');
}

function tryToRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(column: string, pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() || undefined : undefined;
}
