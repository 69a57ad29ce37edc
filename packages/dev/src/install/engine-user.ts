import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isRoot } from '@gazette/cli/installation/home';

const nobody = { uid: 65534, gid: 65534 };

/**
 * The user of the engines: `nobody` when this process runs as root, which OpenSearch refuses; otherwise the
 * same.
 */
export function engineUser(): { readonly uid?: number; readonly gid?: number } {
  return isRoot() ? nobody : {};
}

/** Throws when the engines cannot reach a directory, for example one inside root's home. */
export function assertReachable(path: string): void {
  if (!isRoot() || spawnSync('test', ['-x', path], nobody).status === 0) return;
  throw new Error(
    `As root, the engines run as the user nobody, which cannot reach ${path}: ` +
      'set GAZETTE_HOME to a directory that all users can enter, such as /var/lib/gazette',
  );
}

/** Creates a directory that the engines may write to. Throws when they cannot reach it. */
export function makeEngineDir(path: string): void {
  mkdirSync(path, { recursive: true });
  if (!isRoot()) return;
  chownSync(path, nobody.uid, nobody.gid);
  chmodSync(path, 0o755);
  assertReachable(path);
}

/** Creates an empty directory that the engines may write to, removing what it held. */
export function emptyEngineDir(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  makeEngineDir(path);
}

/** Writes a file that the engines may read and change. */
export function writeEngineFile(path: string, text: string): void {
  writeFileSync(path, text);
  if (!isRoot()) return;
  chownSync(path, nobody.uid, nobody.gid);
  chmodSync(path, 0o644);
}
