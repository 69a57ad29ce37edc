import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngines, startService, watchdogGone, type EngineName, type Engines } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import { startHttpProxy, type HttpProxy } from '@gazette/e2e/support/http-proxy';
import { jumpingClock } from '@gazette/e2e/support/jumping-clock';
import type { LabAddresses } from '../oracle/contract.ts';
import { startNewsSite, type NewsSite } from './news-site.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The services of the pipeline, of each of which a laboratory runs two. */
export const labServices = ['fetcher', 'annotator', 'indexer'] as const;
export type LabService = (typeof labServices)[number];

/** How to start a laboratory. */
export interface LabOptions {
  /** Takes the services' logs; made when missing. */
  readonly logDir: string;
  /** Hears what happens, one line at a time. */
  readonly log?: (line: string) => void;
  /** Options of Node.js for all instances of a service, such as `--import` and a module that changes it. */
  readonly nodeArgs?: Partial<Readonly<Record<LabService, readonly string[]>>>;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

/** The whole pipeline on engines of its own, everything of which can be broken. */
export interface Lab extends LabAddresses {
  readonly engines: Engines;
  readonly instances: readonly Instance[];
  /** Ends by themselves of services and engines that nobody broke, with their times (ms). */
  readonly unexpectedEnds: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** A service's process with its own way to each engine. */
export interface Instance {
  /** `annotator-2` */
  readonly name: string;
  readonly service: LabService;
  /** Its HTTP address, the same after a restart. */
  readonly url: string;
  readonly kafka: TcpProxy;
  readonly registry: TcpProxy;
  /** The network before `opensearch`. */
  readonly line: TcpProxy;
  readonly opensearch: HttpProxy;
  /** SIGSTOP, SIGCONT; for an end see `end`. */
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT') => void;
  /** SIGKILL, or SIGTERM and a wait for the end; the process stays away until `start`. */
  readonly end: (how: 'SIGKILL' | 'SIGTERM') => Promise<void>;
  /** Starts it again and does not wait until it is ready; nothing where it runs. */
  readonly start: () => Promise<void>;
  readonly isRunning: () => boolean;
  /** Settles when it is ready; throws when that takes more than two minutes. */
  readonly untilReady: () => Promise<void>;
  /** Sets its clock off from the true one by so many milliseconds. */
  readonly shiftClock: (ms: number) => void;
}

/** Producers and their API keys. */
const producers = { press: 'press-key-of-the-laboratory', wire: 'wire-key-of-the-laboratory' } as const;
const PREFIX = 'lab.';
/** One that ended by itself is started again after this long, as an orchestrator does, in milliseconds. */
const RESTART_MS = 1000;

/** Starts engines, names, proxies and two instances of each service, and settles when all are ready. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { log = () => undefined, signal, logDir } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
    await watchdogGone();
  };
  const unexpectedEnds: string[] = [];
  const onUnexpectedEnd = (what: string, how: string): void => {
    const line = `${new Date().toISOString()} ${what} ended by itself: ${how}`;
    unexpectedEnds.push(line);
    log(line);
  };

  try {
    const names = labServices.flatMap((service) => [1, 2].map((n) => ({ service, name: `${service}-${n}` })));
    const kafkaProxies = await Promise.all(names.map(startTcpProxy));
    for (const proxy of kafkaProxies) stops.push(proxy.stop);
    const engines = await startEngines({
      kafkaProxies: kafkaProxies.map(({ port }) => port),
      log,
      onUnexpectedEnd,
      ...(signal ? { signal } : {}),
    });
    stops.push(engines.stop, () => keepLogs(engines, logDir));
    const { kafka, registry, opensearch } = engines;
    await deploy({ kafka, registry, opensearch, prefix: PREFIX });
    const site = await startNewsSite();
    stops.push(site.stop);

    const instances: Instance[] = [];
    for (const [place, { service, name }] of names.entries()) {
      const kafka = kafkaProxies[place] as TcpProxy;
      kafka.leadTo(...hostAndPort(engines.kafkaBehindProxies[place] ?? ''));
      const instance = await startInstance({ service, name, kafka, engines, site, onUnexpectedEnd }, options);
      stops.push(instance.stop);
      instances.push(instance);
    }
    await Promise.all(instances.map((instance) => instance.untilReady()));
    return {
      prefix: PREFIX,
      producers,
      site,
      fetcherUrls: () =>
        instances
          .filter(({ service, isRunning }) => service === 'fetcher' && isRunning())
          .map(({ url }) => url),
      engines,
      instances,
      unexpectedEnds: () => unexpectedEnds,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the engines said since their last start outlasts their temporary data. */
function keepLogs({ dataDir }: Engines, logDir: string): Promise<void> {
  return cp(join(dataDir, 'logs'), join(logDir, 'engines'), { recursive: true });
}

/** Kills an engine; `startOne` of the engines brings it back. */
export async function killEngine({ engines }: Lab, name: EngineName): Promise<void> {
  engines.kill(name, 'SIGKILL');
  await engines.stopOne(name);
}

/** Stops an engine as an operator does; `startOne` of the engines brings it back. */
export async function stopEngine({ engines }: Lab, name: EngineName): Promise<void> {
  await engines.stopOne(name);
}

interface Place {
  readonly service: LabService;
  readonly name: string;
  readonly kafka: TcpProxy;
  readonly engines: Engines;
  readonly site: NewsSite;
  readonly onUnexpectedEnd: (what: string, how: string) => void;
}

async function startInstance(
  { service, name, kafka, engines, site, onUnexpectedEnd }: Place,
  { logDir, nodeArgs, signal }: LabOptions,
): Promise<Instance & { readonly stop: () => Promise<void> }> {
  const registry = await startTcpProxy();
  const { pathname, hostname, port } = new URL(engines.registry);
  registry.leadTo(hostname, Number(port));
  const opensearch = await startHttpProxy(engines.opensearch);
  const line = await startTcpProxy();
  line.leadTo(...hostAndPort(new URL(opensearch.url).host));
  const clock = jumpingClock(join(logDir, `${name}.clock`));
  const env = {
    GAZETTE_KAFKA: `127.0.0.1:${kafka.port}`,
    GAZETTE_REGISTRY: `http://127.0.0.1:${registry.port}${pathname}`,
    GAZETTE_OPENSEARCH: `http://127.0.0.1:${line.port}`,
    GAZETTE_PREFIX: PREFIX,
    GAZETTE_API_KEYS: Object.entries(producers)
      .map(([producer, key]) => `${producer}:${key}`)
      .join(','),
    GAZETTE_ALLOW_HOSTS: site.host,
    GAZETTE_HOST_DELAY_MS: '10',
    GAZETTE_POLL_SECONDS: '5',
    ...clock.env,
  };
  const process = await startService(service, env, {
    until: null,
    logPath: join(logDir, `${name}.log`),
    nodeArgs: [...clock.nodeArgs, ...(nodeArgs?.[service] ?? [])],
  });
  let wanted = true;
  let running = true;
  let closed = false;
  watchEnd();

  function watchEnd(): void {
    void process.ended().then((how) => {
      running = false;
      if (!wanted || closed) return;
      wanted = false;
      onUnexpectedEnd(name, `${how}; ${process.lines().at(-1) ?? 'it said nothing'}`);
      setTimeout(() => void start(), RESTART_MS);
    });
  }

  async function start(): Promise<void> {
    if (wanted || closed) return;
    wanted = true;
    await process.restart();
    running = true;
    watchEnd();
  }

  async function end(how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    wanted = false;
    if (how === 'SIGKILL') process.kill('SIGKILL');
    else await process.stop();
    await process.ended();
  }

  return {
    name,
    service,
    url: process.url,
    kafka,
    registry,
    line,
    opensearch,
    signal: process.kill,
    end,
    start,
    isRunning: () => running,
    untilReady: () => untilReady(name, process.url, signal),
    shiftClock: clock.shift,
    stop: async () => {
      closed = true;
      await process.stop();
      await Promise.all([registry.stop(), line.stop(), opensearch.stop()]);
      clock.remove();
    },
  };
}

function hostAndPort(address: string): [string, number] {
  const { hostname, port } = new URL(`tcp://${address}`);
  return [hostname, Number(port)];
}

/** How long a start may take on a busy machine, in milliseconds. */
const READY_WITHIN_MS = 120_000;

async function untilReady(name: string, url: string, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw new Error(`${name} was not ready within ${READY_WITHIN_MS / 1000} s`);
    await sleep(100);
  }
}

/** Whether a service says within a second that it may receive. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(1000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
