import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { defaultPorts, readPorts, type PortName } from '../engines/default-ports.ts';
import { deploy } from '@gazette/infra';
import { engineNames } from '../install/artifacts.ts';
import { startEngines, type Engines } from '../engines/engines.ts';
import { assertPortFree } from '../processes/ports.ts';
import { identityOf } from '@gazette/cli/installation/process-identity';
import { watchdogGone } from '../processes/watchdog.ts';
import { dataDirOfProject } from '@gazette/cli/installation/project';
import { startSampleNewsroom, subscribeToSampleNews } from './sample-news.ts';
import { serviceNames, startService, type ServiceName } from './services.ts';
import { readState, removeState, writeState, type GazetteState } from '@gazette/cli/installation/state';
import { stopRequested } from '../processes/stop-requested.ts';
import { restartEngine, supervise } from './supervise.ts';
import { surfaceLogLine } from './surface-log-line.ts';

/** The producer name of the API key that `npm start` creates. */
const PRODUCER = 'local';

type Ports = Readonly<Record<PortName, number>>;

/** Shared by the parts of a start. */
interface Start {
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Registers a clean-up step; the last one registered runs first. */
  readonly atEnd: (stop: () => Promise<void>) => void;
}

/**
 * Runs Gazette with the sample newsroom until a stop is requested. Throws a one-line error when it cannot
 * start.
 */
export async function start(): Promise<void> {
  const began = Date.now();
  const say = (line: string) => {
    console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  };
  const stopReason = stopRequested();
  const abort = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  const runEnds = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };

  const work = bringUp({ say, signal: abort.signal, atEnd: (end) => ends.push(end) });
  try {
    await Promise.race([stopReason, work]);
    say(`Stopping (${await stopReason})`);
  } finally {
    abort.abort();
    await runEnds();
    await work.catch(() => undefined);
    await runEnds(); // steps registered while the first ones ran
    await watchdogGone();
    say('Stopped');
  }
}

async function bringUp(context: Start): Promise<void> {
  const { say, signal, atEnd } = context;
  const ports = readPorts(process.env);
  const dataDir = dataDirOfProject();
  assertNotRunning();

  say(existsSync(dataDir) ? `Starting the engines on the data in ${dataDir}` : 'Starting the engines');
  const engines = await startEngines({
    dataDir,
    ports,
    log: say,
    signal,
    beforeStart: () => assertPortsFree(ports),
    onUnexpectedEnd: (name) => void restartEngine(() => engines.startOne(name), say, signal),
  });
  atEnd(engines.stop);

  const addresses = {
    kafka: engines.kafka,
    registry: engines.registry,
    opensearch: engines.opensearch,
    prefix: '',
  };
  await deploy({ ...addresses, singleBroker: true });
  say('Topics, schemas, indices and search templates are in place');
  signal.throwIfAborted();

  const apiKey = readOrMakeKey(join(dataDir, 'api-key'));
  const state = stateOf(ports, engines, apiKey);
  const news = { ...context, port: ports.newsroom, state };
  await startSampleNewsroom(news);
  await startServices(context, ports, state);
  writeState(state);
  atEnd(() => {
    removeState();
    return Promise.resolve();
  });

  await subscribeToSampleNews(news);
  say('Gazette is running. Ctrl-C stops it and keeps the data.');
  console.log(whereToLook(state));
}

function assertNotRunning(): void {
  const running = readState();
  if (running) {
    throw new Error(
      `Gazette is already running in this checkout: process ${running.owner.pid}, page ${running.search}`,
    );
  }
}

async function assertPortsFree(ports: Ports): Promise<void> {
  for (const name of [...serviceNames, 'newsroom'] as const) {
    await assertPortFree(ports[name], `the ${name}`, `set ${defaultPorts[name].variable} to another port`);
  }
}

async function startServices(
  { say, atEnd, signal }: Start,
  ports: Ports,
  state: GazetteState,
): Promise<void> {
  const settings = Object.fromEntries(
    Object.entries(process.env).filter(([name, value]) => name.startsWith('GAZETTE_') && value !== undefined),
  ) as Readonly<Record<string, string>>;
  const env = {
    ...settings,
    GAZETTE_KAFKA: state.kafka,
    GAZETTE_REGISTRY: state.registry,
    GAZETTE_OPENSEARCH: state.opensearch,
    GAZETTE_PREFIX: state.prefix,
  };
  const own: Partial<Record<ServiceName, Readonly<Record<string, string>>>> = {
    fetcher: {
      GAZETTE_API_KEYS: `${PRODUCER}:sha256:${createHash('sha256').update(state.apiKey).digest('hex')}`,
      // The newsroom is on loopback, which the fetcher otherwise refuses.
      GAZETTE_ALLOW_HOSTS: [settings['GAZETTE_ALLOW_HOSTS'], `127.0.0.1:${ports.newsroom}`]
        .filter(Boolean)
        .join(','),
    },
  };
  const stops = new Map<ServiceName, () => Promise<unknown>>();
  atEnd(async () => {
    await Promise.all([...stops.values()].map((stop) => stop()));
    say('The services have stopped');
  });
  await Promise.all(
    serviceNames.map(async (name) => {
      const began = Date.now();
      const service = await startService(
        name,
        { ...env, ...own[name], GAZETTE_PORT: String(ports[name]) },
        { until: null, logPath: freshLog(state.logs, name), onLine: showProblems(name, say) },
      );
      stops.set(name, service.stop);
      await service.waitUntil('/ready').catch((cause: unknown) => {
        throw new Error(
          `The ${name} ended before it was ready; its log is ${join(state.logs, `${name}.log`)}`,
          { cause },
        );
      });
      stops.set(name, supervise(service, say, signal));
      say(`The ${name} is ready on ${service.url} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }),
  );
}

/** Shows consecutive repeats of a problem once; the log file has all of them. */
function showProblems(name: string, say: Start['say']): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    const shown = surfaceLogLine(name, line);
    if (shown !== undefined && shown !== last) say(shown);
    last = shown ?? last;
  };
}

function freshLog(directory: string, name: string): string {
  const path = join(directory, `${name}.log`);
  if (existsSync(path)) renameSync(path, join(directory, `${name}.previous.log`));
  return path;
}

function readOrMakeKey(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}

function stateOf(ports: Ports, engines: Engines, apiKey: string): GazetteState {
  const owner = identityOf(process.pid);
  if (!owner)
    throw new Error(
      `Cannot find the start time of process ${process.pid}: neither /proc nor ps is available`,
    );
  const url = (name: PortName) => `http://127.0.0.1:${ports[name]}`;
  return {
    owner,
    kafka: engines.kafka,
    registry: engines.registry,
    opensearch: engines.opensearch,
    prefix: '',
    push: url('fetcher'),
    apiKey,
    search: url('search'),
    services: Object.fromEntries(serviceNames.map((name) => [name, url(name)])),
    newsroom: url('newsroom'),
    dataDir: engines.dataDir,
    logs: join(engines.dataDir, 'logs'),
  };
}

function whereToLook(state: GazetteState): string {
  return `
  Web page       ${state.search}/
  REST           ${state.search}/openapi.json
  OpenSearch     ${state.opensearch}/articles/_search
  Push API       ${state.push}/articles  (Authorization: Bearer ${state.apiKey})
  Newsroom       ${state.newsroom}/
  Command line   npx gazette search --person "Keir Starmer"
                 npx gazette --help
  Health         ${serviceNames.map((name) => `${name} ${state.services[name] ?? ''}/ready`).join('\n                 ')}
  Logs           ${state.logs}  (${[...serviceNames, ...engineNames].join(', ')})
  Data           ${state.dataDir}
`;
}
