import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gazetteHome } from './home.ts';

/** The root of this checkout. */
export const projectRoot = realpathSync(fileURLToPath(new URL('../../../../', import.meta.url)));

/** Distinguishes this checkout from others on the machine. */
const hash = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);

/** The data directory of `npm start` in this checkout. */
export function dataDirOfProject(): string {
  return join(gazetteHome(), 'data', `${basename(projectRoot)}-${hash}`);
}

/** The file with the addresses of a running `npm start` of this checkout. */
export function statePathOfProject(): string {
  return join(gazetteHome(), 'run', hash, 'state.json');
}
