import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gazetteHome } from './home.ts';

/** The root of this checkout. */
export const projectRoot = realpathSync(fileURLToPath(new URL('../../../../', import.meta.url)));

/** Tells this checkout from others on the machine. */
const hash = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);

/** Where `npm start` keeps what this checkout has indexed. */
export function dataDirOfProject(): string {
  return join(gazetteHome(), 'data', `${basename(projectRoot)}-${hash}`);
}

/** The file in which a running `npm start` of this checkout says where everything is. */
export function statePathOfProject(): string {
  return join(gazetteHome(), 'run', hash, 'state.json');
}
