import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hook = new URL('../hooks/jumping-clock.js', import.meta.url).href;

/** A clock of processes that can be set while they run, by `hooks/jumping-clock.js`. */
export interface JumpingClock {
  /** Added to the environment of the processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of Node.js itself. */
  readonly nodeArgs: readonly string[];
  /** Sets the offset from the true time; processes reread it every 100 ms. */
  readonly shift: (ms: number) => void;
  readonly remove: () => void;
}

/** Creates a clock that is kept in a file and shows the true time until it is shifted. */
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
