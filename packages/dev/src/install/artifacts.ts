import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rename, rm, chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeHomeDir } from '@gazette/cli/installation/home';
import { howToInstall } from './how-to-install.ts';
import type { Java } from './java.ts';
import { startChild } from '../processes/processes.ts';
import { keepDirectory, removeWhenGone } from '../processes/watchdog.ts';

/** The engines, as named in the pom's profiles, in options and in log files. */
export const engineNames = ['kafka', 'registry', 'opensearch'] as const;
export type EngineName = (typeof engineNames)[number];

type Log = (line: string) => void;

const pomPath = fileURLToPath(new URL('../../engines/pom.xml', import.meta.url));
const titles: Readonly<Record<EngineName, string>> = {
  kafka: 'Kafka',
  registry: 'Apicurio Registry',
  opensearch: 'OpenSearch',
};

/** The version pinned in the pom; container images use the same one. */
export function engineVersion(name: EngineName): string {
  const version = new RegExp(`<${name}\\.version>(.+)</`).exec(readFileSync(pomPath, 'utf8'))?.[1];
  if (!version) throw new Error(`${pomPath} has no property ${name}.version`);
  return version;
}

/** Display name with the version: `Kafka 4.3.1`. */
export function engineTitle(name: EngineName): string {
  return `${titles[name]} ${engineVersion(name)}`;
}

/** The directory of an engine's files. Maven fetches them once, and again when the pom changes. */
export async function engineFiles(name: EngineName, java: Java, log: Log): Promise<string> {
  const key = createHash('sha256').update(readFileSync(pomPath)).digest('hex').slice(0, 8);
  const engines = await makeHomeDir('engines');
  const target = join(engines, `${name}-${engineVersion(name)}-${key}`);
  if (existsSync(target)) return target;

  const maven = findMaven(process.env, name);
  log(`Fetching ${engineTitle(name)} with Maven (once; kept in ${engines})`);
  const fresh = await mkdtemp(join(engines, `.${name}-`));
  removeWhenGone(fresh);
  try {
    await chmod(fresh, 0o755);
    await runMaven(maven, name, fresh, java, log);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // Another command fetched it in the meantime.
  } finally {
    keepDirectory(fresh);
  }
  return target;
}

function findMaven(env: NodeJS.ProcessEnv, wanted: EngineName): string {
  const homes = [env['MAVEN_HOME'], env['M2_HOME']]
    .filter((home) => home !== undefined)
    .map((home) => join(home, 'bin'));
  const folders = [...homes, ...(env['PATH'] ?? '').split(delimiter)];
  const file = folders.map((folder) => join(folder, 'mvn')).find((path) => existsSync(path));
  if (file) return file;
  throw new Error(
    `Maven is needed to fetch ${engineTitle(wanted)}, but PATH and MAVEN_HOME hold no mvn; install it with: ${howToInstall('maven')}`,
  );
}

/** The umask keeps files readable for the engines' user; batch mode would hide download progress. */
async function runMaven(maven: string, name: EngineName, into: string, java: Java, log: Log): Promise<void> {
  const logPath = `${into}.log`;
  const args = [
    '-f',
    pomPath,
    '-P',
    name,
    `-Dgazette.engine.dir=${into}`,
    '-Dstyle.color=never',
    'process-resources',
  ];
  const child = await startChild(
    {
      file: 'sh',
      args: ['-c', 'umask 022; exec "$@"', 'sh', maven, ...args],
      env: { ...process.env, JAVA_HOME: java.home },
      cwd: into,
    },
    ['ignore', 'pipe', 'pipe'],
  );
  const full = createWriteStream(logPath);
  const report = progress(log);
  let problem = '';
  for (const stream of [child.process.stdout, child.process.stderr]) {
    if (!stream) continue;
    stream.pipe(full, { end: false });
    createInterface({ input: stream }).on('line', (line) => {
      if (line.startsWith('[ERROR]') && problem === '') problem = line.slice('[ERROR] '.length);
      report(line);
    });
  }
  const ended = await child.ended;
  full.end();
  if (ended !== 'exit code 0' || readdirSync(into).length === 0) {
    throw new Error(
      `Maven could not fetch ${engineTitle(name)} (${ended}): ${problem || 'no error was reported'}; full log: ${logPath}`,
    );
  }
  await rm(logPath, { force: true });
}

/**
 * Reports at most every two seconds, and each finished file of 1 MB or more. Maven names a file when it
 * starts it.
 */
function progress(log: Log): (line: string) => void {
  let last = Date.now();
  let file = '';
  return (line) => {
    file = /Downloading from \S+: \S+\/(\S+)/.exec(line)?.[1] ?? file;
    const [, finished, size] = /Downloaded from \S+: \S+\/(\S+) \((.+) at .+\)/.exec(line) ?? [];
    const running = /^Progress \(\d+\): (.+)/.exec(line)?.[1];
    if (finished && size?.endsWith('MB')) log(`  ${finished} (${size})`);
    else if (running && Date.now() - last >= 2_000) log(`  ${file}: ${running}`);
    else return;
    last = Date.now();
  };
}
