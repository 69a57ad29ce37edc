import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = '/usr/lib';

/**
 * The environment in which a process believes that it is earlier by this many seconds. Timed waits are left
 * alone: the library's usual correction makes those of a JVM return at once. Throws when libfaketime is not
 * installed.
 */
export function slowClock(seconds: number): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: libfaketime(),
    FAKETIME: `-${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_FORCE_MONOTONIC_FIX: '0',
  };
}

function libfaketime(): string {
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : [];
  const found = folders
    .map((folder) => join(LIBRARIES, folder, 'faketime/libfaketimeMT.so.1'))
    .find((file) => existsSync(file));
  if (!found)
    throw new Error(
      `Expected libfaketime under ${LIBRARIES}, found none; on Debian: apt-get install faketime`,
    );
  return found;
}
