import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '@gazette/dev';
import { jumpingClock } from '@gazette/e2e/support/jumping-clock';
import type { Pipeline } from '@gazette/e2e/support/stack';
import { startProxies, type Proxies, type StartedProxies, type Wires } from './proxies.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** The services of the pipeline. A laboratory runs two instances of each. */
export const labServices = ['fetcher', 'annotator', 'indexer'] as const;
export type LabService = (typeof labServices)[number];

/** A service process with its own proxy to each engine. */
export interface Instance extends Proxies {
  /** `annotator-2` */
  readonly name: string;
  readonly service: LabService;
  /** Its HTTP address, the same after a restart. */
  readonly url: string;
  /** Freezes or continues the process; see `end` for stopping it. */
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT') => void;
  /** Kills or stops the process, waits until it has ended and keeps it down until `start`. */
  readonly end: (how: 'SIGKILL' | 'SIGTERM') => Promise<void>;
  /** Starts the process again without waiting until it is ready; does nothing while it runs. */
  readonly start: () => Promise<void>;
  readonly isRunning: () => boolean;
  /** Resolves when it is ready; throws after two minutes. */
  readonly untilReady: () => Promise<void>;
  /** Sets its clock off from the true one by this many milliseconds. */
  readonly shiftClock: (ms: number) => void;
}

/** Everything that an instance needs to start. */
interface InstanceSetup {
  readonly pipeline: Pipeline;
  readonly service: LabService;
  readonly name: string;
  /** Its proxies in front of each broker; they belong to the laboratory. */
  readonly kafka: readonly TcpProxy[];
  readonly nodeArgs: readonly string[];
  /** Receives the log of the service and the state of its clock. */
  readonly logDir: string;
  /** Gives up waiting for readiness. */
  readonly signal: AbortSignal | undefined;
  readonly onUnexpectedEnd: (what: string, how: string) => void;
}

type Clock = ReturnType<typeof jumpingClock>;

/** An instance that ended unexpectedly restarts after this delay, as an orchestrator would do it. */
const RESTART_MS = 1000;
/** How long a start may take on a busy machine. */
const READY_WITHIN_MS = 120_000;
const READY_POLL_MS = 100;
const READY_TIMEOUT_MS = 1000;

/** Starts an instance and its proxies; does not wait until it is ready. */
export async function startInstance(setup: InstanceSetup): Promise<ServiceInstance> {
  const { pipeline, service, name, kafka, nodeArgs, logDir } = setup;
  const proxies = await startProxies(pipeline.engines, kafka);
  const clock = jumpingClock(join(logDir, `${name}.clock`));
  const process = await pipeline.start(
    service,
    { ...proxies.env, ...clock.env },
    {
      until: null,
      logPath: join(logDir, `${name}.log`),
      nodeArgs: [...clock.nodeArgs, ...nodeArgs],
    },
  );
  return new ServiceInstance(setup, proxies, clock, process);
}

/** A running instance. It restarts when its process ends unexpectedly. */
class ServiceInstance implements Instance {
  readonly name: string;
  readonly service: LabService;
  readonly url: string;
  readonly kafka: Wires;
  readonly registry: TcpProxy;
  readonly line: Wires;
  readonly opensearch: Proxies['opensearch'];
  readonly #setup: InstanceSetup;
  readonly #proxies: StartedProxies;
  readonly #clock: Clock;
  readonly #process: Service;
  #shouldRun = true;
  #running = true;
  #closed = false;

  constructor(setup: InstanceSetup, proxies: StartedProxies, clock: Clock, process: Service) {
    this.name = setup.name;
    this.service = setup.service;
    this.url = process.url;
    this.kafka = proxies.kafka;
    this.registry = proxies.registry;
    this.line = proxies.line;
    this.opensearch = proxies.opensearch;
    this.#setup = setup;
    this.#proxies = proxies;
    this.#clock = clock;
    this.#process = process;
    this.#watchEnd();
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  async end(how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#shouldRun = false;
    if (how === 'SIGKILL') this.#process.kill('SIGKILL');
    else await this.#process.stop();
    await this.#process.ended();
  }

  async start(): Promise<void> {
    if (this.#shouldRun || this.#closed) return;
    this.#shouldRun = true;
    await this.#process.restart();
    this.#running = true;
    this.#watchEnd();
  }

  isRunning(): boolean {
    return this.#running;
  }

  async untilReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await isReady(this.url))) {
      this.#setup.signal?.throwIfAborted();
      if (Date.now() > deadline)
        throw new Error(`${this.name} was not ready within ${READY_WITHIN_MS / 1000} s`);
      await sleep(READY_POLL_MS);
    }
  }

  shiftClock(ms: number): void {
    this.#clock.shift(ms);
  }

  /** Stops the process for good, then its proxies. */
  async stop(): Promise<void> {
    this.#closed = true;
    await this.#process.stop();
    await this.#proxies.stop();
    this.#clock.remove();
  }

  #watchEnd(): void {
    void this.#process.ended().then((how) => {
      this.#running = false;
      if (!this.#shouldRun || this.#closed) return;
      this.#shouldRun = false;
      const lastLine = this.#process.lines().at(-1) ?? 'it logged nothing';
      this.#setup.onUnexpectedEnd(this.name, `${how}; ${lastLine}`);
      setTimeout(() => void this.start(), RESTART_MS);
    });
  }
}

/** Whether a service reports within a second that it is ready. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
