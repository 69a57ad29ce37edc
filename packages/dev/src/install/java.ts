import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { engineUser } from './engine-user.ts';
import { howToInstall } from './how-to-install.ts';

const MIN_VERSION = 21;
const usualFolders = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'];

/** A Java installation: its home directory and feature version, such as 21. */
export interface Java {
  readonly home: string;
  readonly version: number;
}

/**
 * The newest Java, 21 or later, in `JAVA_HOME`, `PATH` and the usual folders that the engines' user can run.
 * Throws a one-line error with the version that was found and the command that installs Java.
 */
export async function findJava(
  env: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = usualFolders,
): Promise<Java> {
  const found = (await Promise.all(candidates(env, folders).map(probe))).filter((java) => java !== undefined);
  const best = found.toSorted((a, b) => b.version - a.version)[0];
  if (best && best.version >= MIN_VERSION) return best;
  throw new Error(
    `Java ${MIN_VERSION} or later is needed, ` +
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

/** Runs it as the engines' user, which may not be able to reach a Java inside a home directory. */
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
