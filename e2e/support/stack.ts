import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startService, testEngines, type Service, type ServiceOptions, type TestEngines } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import type { KafkaConfig } from '@gazette/runtime';
import type { ArticleDocument } from '@gazette/schemas';

/** The pipeline of one suite: its own processes and names, on engines that other suites may share. */
export interface Stack {
  readonly engines: TestEngines;
  readonly prefix: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the runtime's publishers and replays need. */
  readonly kafka: KafkaConfig;
  readonly services: Readonly<Record<ServiceName, Service>>;
  /** POST /articles; answers status and body. */
  readonly push: (article: object, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** A request to the push API as its producer. */
  readonly call: (path: string, init?: RequestInit) => Promise<Answer>;
  /** GET of the search service's REST interface; parameters may be repeated. */
  readonly search: (parameters: Readonly<Record<string, string>>) => Promise<SearchAnswer>;
  /** A request to OpenSearch itself, as a frontend makes it; names in `path` carry the suite's prefix by `{prefix}`. */
  readonly openSearch: <T>(method: string, path: string, body?: object) => Promise<T>;
  readonly stop: () => Promise<void>;
}

export type ServiceName = 'fetcher' | 'annotator' | 'indexer' | 'search';

/** An HTTP answer with its JSON body; that of NDJSON is `{ lines }`. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What `/api/articles` answers. */
export interface SearchAnswer {
  readonly total: number;
  readonly hits: readonly ArticleDocument[];
  readonly facets: Readonly<Record<string, readonly { readonly id: string; readonly count: number }[]>>;
}

const KEY = 'e2e-sample-key';

/** What a pipeline is started with. */
export interface PipelineOptions {
  /** Engines found by the caller, who stops them; found or started here otherwise. */
  readonly engines?: TestEngines;
  /** The first part of the names' prefix. */
  readonly name: string;
  /** Given to each service beside the addresses. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Engines with the topics and indices of one suite, and the services started on them. */
export interface Pipeline {
  readonly engines: TestEngines;
  readonly prefix: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the runtime's publishers and replays need. */
  readonly kafka: KafkaConfig;
  /** Starts a service; `env` is added to the pipeline's. */
  readonly start: (
    service: ServiceName,
    env?: Readonly<Record<string, string>>,
    options?: ServiceOptions,
  ) => Promise<Service>;
  /** Stops the services, then the engines that were found or started here. */
  readonly stop: () => Promise<void>;
}

/** Finds or starts engines and deploys under a new prefix. Services are started one by one with `start`. */
export async function startPipeline({
  engines: given,
  name,
  env: extra = {},
}: PipelineOptions): Promise<Pipeline> {
  const engines = given ?? (await testEngines());
  const prefix = `${name}-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix });
  const env = { ...envOf(engines, prefix), ...extra };
  const started: Service[] = [];
  return {
    engines,
    prefix,
    env,
    kafka: kafkaOf(engines, prefix),
    start: async (service, own = {}, options = {}) => {
      const process = await startService(service, { ...env, ...own }, options);
      started.push(process);
      return process;
    },
    stop: async () => {
      await Promise.all(started.map((service) => service.stop()));
      if (!given) await engines.stop();
    },
  };
}

/** Starts the four services; `env` is given to each beside the addresses. */
export async function startStack(env: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const pipeline = await startPipeline({
    name: 'e2e',
    env: {
      GAZETTE_API_KEYS: `e2e:${KEY},other:another-key-of-e2e`,
      GAZETTE_HOST_DELAY_MS: '10',
      GAZETTE_POLL_SECONDS: '1',
      ...env,
    },
  });
  const { engines, prefix, kafka, start } = pipeline;
  const [fetcher, annotator, indexer, search] = await Promise.all([
    start('fetcher'),
    start('annotator'),
    start('indexer'),
    start('search'),
  ]);
  const services = { fetcher, annotator, indexer, search };

  async function call(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${KEY}`,
      ...(init.headers as Record<string, string> | undefined),
    };
    return answerOf(await fetch(fetcher.url + path, { ...init, headers }));
  }

  return {
    engines,
    prefix,
    env: pipeline.env,
    kafka,
    services,
    call,
    push: (article, headers = {}) =>
      call('/articles', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(article),
      }),
    search: async (parameters) => {
      const response = await fetch(
        `${search.url}/api/articles?${new URLSearchParams(parameters).toString()}`,
      );
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as SearchAnswer;
    },
    openSearch: async <T>(method: string, path: string, body?: object) => {
      const response = await fetch(`${engines.opensearch}/${path.replaceAll('{prefix}', prefix)}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return (await response.json()) as T;
    },
    stop: pipeline.stop,
  };
}

const run = promisify(execFile);

/** A dead letter in base64 may have 11 MB. */
const MOST_OUTPUT = 32 * 1024 * 1024;

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of a service's command line in the suite's environment, whatever its exit code. */
export async function command(
  stack: Pick<Stack, 'env'>,
  service: string,
  ...args: readonly string[]
): Promise<Ended> {
  const cli = new URL(`../../services/${service}/dist/cli.js`, import.meta.url).pathname;
  const options = { env: { ...process.env, ...stack.env }, maxBuffer: MOST_OUTPUT };
  return run(process.execPath, [cli, ...args], options).then(
    (printed) => ({ code: 0, ...printed }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as Ended;
      if (typeof code !== 'number') throw error;
      return { code, stdout, stderr };
    },
  );
}

/** Runs a command with `--json`; answers its JSON, also where it ends with 1. Throws what it says when it answers nothing. */
export async function gazette(
  stack: Pick<Stack, 'env'>,
  service: string,
  ...args: readonly string[]
): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await command(stack, service, ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** How tests reach Kafka themselves, as services under that prefix do. */
export function kafkaOf(
  { kafka, registry }: Pick<TestEngines, 'kafka' | 'registry'>,
  prefix: string,
): KafkaConfig {
  return { brokers: [kafka], registry, prefix, sessionTimeoutMs: 6000, heartbeatMs: 500 };
}

/** What the environment of a service says of engines and names; quiet but for warnings. */
export function envOf(
  { kafka, registry, opensearch }: TestEngines,
  prefix: string,
): Readonly<Record<string, string>> {
  return {
    GAZETTE_KAFKA: kafka,
    GAZETTE_REGISTRY: registry,
    GAZETTE_OPENSEARCH: opensearch,
    GAZETTE_PREFIX: prefix,
    GAZETTE_LOG_LEVEL: 'warn',
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const lines = (): unknown[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  const body = type.includes('ndjson') ? { lines: lines() } : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body };
}

/** Asks until the answer is other than null or false; throws what `what` names when it is not within the time (milliseconds). */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | false>,
  within = 30_000,
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${within} ms in vain until ${what}.`);
    await sleep(100);
  }
}
