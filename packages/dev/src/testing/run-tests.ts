import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../processes/processes.ts';
import { watchdogGone } from '../processes/watchdog.ts';
import { closingLine, tally, type JestReport } from './jest-results.ts';
import { projectRoot } from '@gazette/cli/installation/project';
import { stopRequested } from '../processes/stop-requested.ts';
import { readTestArguments, type Project } from './test-arguments.ts';
import { addressVariables, testEngines, type TestEngines } from './test-engines.ts';

/** Integration tests wait for consumers to join and indices to refresh; jest's default is five seconds. */
const INTEGRATION_TIMEOUT_MS = 120_000;

/**
 * Runs unit tests while the engines start, then integration and end-to-end tests on one set of engines and
 * the build. Prints the number of passed and failed tests last. Returns true when tests ran and none failed.
 */
export async function runTests(args: readonly string[], build: () => Promise<void>): Promise<boolean> {
  const { projects, rest } = readTestArguments(args);
  const abort = new AbortController();
  void stopRequested().then(() => {
    abort.abort();
  });
  const { signal } = abort;
  const reports: (JestReport | undefined)[] = [];
  const run = async (project: Project, addresses: NodeJS.ProcessEnv) => {
    if (!signal.aborted) reports.push(await runJest(project, rest, addresses, signal));
  };

  // Both run during the unit tests; their results are awaited below.
  const others = projects.filter((project) => project !== 'unit');
  const onEngines = others.some((project) => project !== 'cluster');
  const engines = onEngines ? testEngines({ log: console.log, signal }) : undefined;
  const built = others.length > 0 ? build() : undefined;
  void Promise.allSettled([engines, built]);
  try {
    if (projects.includes('unit')) await run('unit', {});
    const addresses = engines ? addressesOf(await engines) : {};
    await built;
    // The tests of a cluster stop its members, so they start one of their own.
    for (const project of others) await run(project, project === 'cluster' ? {} : addresses);
  } catch (error) {
    if (!signal.aborted)
      console.error(
        `The integration tests could not run: ${error instanceof Error ? error.message : String(error)}`,
      );
    reports.push(undefined);
  } finally {
    await engines?.then((running) => running.stop()).catch(() => undefined);
    await watchdogGone();
  }

  const result = tally(reports);
  if (signal.aborted) console.log('Interrupted: not all tests were run.');
  else if (result.passed + result.failed === 0) console.log('No tests found.');
  console.log(closingLine(result));
  return !signal.aborted && result.failed === 0 && result.passed > 0;
}

function addressesOf(engines: TestEngines): NodeJS.ProcessEnv {
  return {
    [addressVariables.kafka]: engines.kafka,
    [addressVariables.registry]: engines.registry,
    [addressVariables.opensearch]: engines.opensearch,
  };
}

/** Runs jest with its output on the terminal; returns its report, or undefined when it wrote none. */
async function runJest(
  project: Project,
  rest: readonly string[],
  addresses: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<JestReport | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'gazette-jest-'));
  const reportPath = join(directory, `${project}.json`);
  const jest = join(projectRoot, 'node_modules/jest/bin/jest.js');
  try {
    const child = await startChild(
      {
        file: process.execPath,
        args: [
          ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest],
          ...rest,
          ...['--selectProjects', project, '--json', `--outputFile=${reportPath}`],
          ...defaults(project, rest),
        ],
        env: { ...process.env, ...addresses },
        cwd: projectRoot,
      },
      ['ignore', 'inherit', 'inherit'],
    );
    const stop = () => {
      child.signal('SIGTERM');
    };
    signal.addEventListener('abort', stop);
    await child.ended;
    signal.removeEventListener('abort', stop);
    return JSON.parse(readFileSync(reportPath, 'utf8')) as JestReport;
  } catch {
    return undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A pattern may match files of only one project, so a run without tests is not an error. */
function defaults(project: Project, rest: readonly string[]): readonly string[] {
  const given = (...names: readonly string[]) =>
    rest.some((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`)));
  return [
    ...(rest.length > 0 ? ['--passWithNoTests'] : []),
    ...(given('--maxWorkers', '-w', '--runInBand', '-i')
      ? []
      : [`--maxWorkers=${Math.max(2, availableParallelism() / 2)}`]),
    ...(project !== 'unit' && !given('--testTimeout') ? [`--testTimeout=${INTEGRATION_TIMEOUT_MS}`] : []),
  ];
}
