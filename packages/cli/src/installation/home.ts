import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of engines, data, logs and state, always outside the work tree: `GAZETTE_HOME` if set, otherwise
 * `/var/lib/gazette` for root, whose home the engines cannot reach, and the user's cache folder for others.
 */
export function gazetteHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['GAZETTE_HOME']) return env['GAZETTE_HOME'];
  if (isRoot()) return '/var/lib/gazette';
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gazette');
}

/** True when this process runs as root; the engines then run as another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Creates a directory in `gazetteHome()` that other users may enter, whatever the umask. */
export async function makeHomeDir(...parts: readonly string[]): Promise<string> {
  let path = gazetteHome();
  await mkdir(path, { recursive: true });
  for (const part of ['', ...parts]) {
    path = join(path, part);
    await mkdir(path, { recursive: true });
    if (isRoot()) await chmod(path, 0o755);
  }
  return path;
}
