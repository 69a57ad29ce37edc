import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hook = new URL('../hooks/jumping-clock.js', import.meta.url).href;

/** A clock of processes that can be set while they run; see `hooks/jumping-clock.js`. */
export interface JumpingClock {
  /** For the processes' environment. */
  readonly env: Readonly<Record<string, string>>;
  /** For Node.js, before the program's name. */
  readonly nodeArgs: readonly string[];
  /** Sets it off from the true one by so many milliseconds; processes look every 100 ms. */
  readonly shift: (ms: number) => void;
  readonly remove: () => void;
}

/** A clock kept in a file, which tells the true time until it is shifted. */
export function jumpingClock(
  path = join(tmpdir(), `gazette-clock-${randomBytes(4).toString('hex')}`),
): JumpingClock {
  return {
    env: { JUMPING_CLOCK: path },
    nodeArgs: ['--import', hook],
    shift: (ms) => {
      writeFileSync(path, String(ms));
    },
    remove: () => {
      rmSync(path, { force: true });
    },
  };
}
