import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where everything lives that outlasts a command: engines, data, logs, state. Never in the work tree.
 * `GAZETTE_HOME` decides; else `/var/lib/gazette` for root, whose own home the engines cannot reach, and the cache folder of anyone else.
 */
export function gazetteHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['GAZETTE_HOME']) return env['GAZETTE_HOME'];
  if (isRoot()) return '/var/lib/gazette';
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gazette');
}

/** True where processes start as root and the engines therefore as somebody else. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Creates a directory under the home that other users may enter, whatever the umask. */
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
