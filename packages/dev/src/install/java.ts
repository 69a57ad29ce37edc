import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { engineUser } from './engine-user.ts';
import { howToInstall } from './how-to-install.ts';

const OLDEST_THAT_FITS = 21;
const usualFolders = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'];

/** A Java installation: its home directory and feature version, such as 21. */
export interface Java {
  readonly home: string;
  readonly version: number;
}

/**
 * The newest Java of `JAVA_HOME`, `PATH` and the usual folders that the engines can run on (21 or later) and their user can reach.
 * Throws one line that names what was found and the command that installs what is missing.
 */
export async function findJava(
  env: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = usualFolders,
): Promise<Java> {
  const found = (await Promise.all(candidates(env, folders).map(probe))).filter((java) => java !== undefined);
  const best = found.toSorted((a, b) => b.version - a.version)[0];
  if (best && best.version >= OLDEST_THAT_FITS) return best;
  throw new Error(
    `Java ${OLDEST_THAT_FITS} or later is needed, ` +
      (best ? `the newest found is ${best.version} in ${best.home}` : 'none was found') +
      ` (looked in JAVA_HOME, PATH and /usr/lib/jvm); install it with: ${howToInstall('java')}`,
  );
}

function candidates(env: NodeJS.ProcessEnv, roots: readonly string[]): readonly string[] {
  const homes = roots.flatMap((root) =>
    existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : [],
  );
  const folders = [
    ...(env['JAVA_HOME'] ? [join(env['JAVA_HOME'], 'bin')] : []),
    ...(env['PATH'] ?? '').split(delimiter),
    ...homes.flatMap((home) => [join(home, 'bin'), join(home, 'Contents/Home/bin')]),
  ];
  const files = folders.filter((folder) => folder !== '').map((folder) => join(folder, 'java'));
  return [...new Set(files.filter((file) => existsSync(file)).map((file) => realpathSync(file)))];
}

/** Runs it as the engines' user: a Java under a closed home exists and still is of no use. */
async function probe(file: string): Promise<Java | undefined> {
  try {
    const args = ['-Xshare:auto', '-XX:-UsePerfData', '-XshowSettings:properties', '-version'];
    const { stderr } = await promisify(execFile)(file, args, { ...engineUser(), cwd: '/' });
    const home = /java\.home = (.+)/.exec(stderr)?.[1];
    const version = /java\.specification\.version = (\d+)/.exec(stderr)?.[1];
    return home && version ? { home: home.trim(), version: Number(version) } : undefined;
  } catch {
    return undefined;
  }
}
