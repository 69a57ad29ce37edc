import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isRoot } from '@gazette/cli/installation/home';

const nobody = { uid: 65534, gid: 65534 };

/** The identity the engines run under. OpenSearch refuses root, and no engine needs it: as root they run as `nobody`, else as we do. */
export function engineUser(): { readonly uid?: number; readonly gid?: number } {
  return isRoot() ? nobody : {};
}

/** Throws when the engines cannot reach a directory, as below the closed home of root. */
export function assertReachable(path: string): void {
  if (!isRoot() || spawnSync('test', ['-x', path], nobody).status === 0) return;
  throw new Error(
    `Started by root, the engines run as the user nobody, who cannot reach ${path}: ` +
      'set GAZETTE_HOME to a directory outside closed homes, such as /var/lib/gazette',
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

/** Empties a directory that the engines may write to, and creates it where it is missing. */
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
