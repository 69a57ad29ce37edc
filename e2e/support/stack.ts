import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService, testEngines, type Service, type ServiceOptions, type TestEngines } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import type { KafkaConfig } from '@gazette/runtime';
import type { ArticleDocument } from '@gazette/schemas';

/** The pipeline of one suite with one instance of each service, on engines that other suites may share. */
export interface Stack extends Pipeline {
  readonly services: Readonly<Record<ServiceName, Service>>;
  /** Posts to `/articles`. */
  readonly push: (article: object, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Sends a request to the push API with the suite's API key. */
  readonly call: (path: string, init?: RequestInit) => Promise<Answer>;
  /** Queries `/api/articles` of the search service. */
  readonly search: (parameters: Readonly<Record<string, string>>) => Promise<SearchAnswer>;
  /** Sends a request to OpenSearch; `{prefix}` in `path` stands for the suite's prefix. */
  readonly openSearch: <T>(method: string, path: string, body?: object) => Promise<T>;
}

export type ServiceName = 'fetcher' | 'annotator' | 'indexer' | 'search';

/** An HTTP answer with its JSON body; that of NDJSON is `{ lines }`. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The body of `/api/articles`. */
export interface SearchAnswer {
  readonly total: number;
  readonly hits: readonly ArticleDocument[];
  readonly facets: Readonly<Record<string, readonly { readonly id: string; readonly count: number }[]>>;
}

const KEY = 'e2e-sample-key';

export interface PipelineOptions {
  /** Engines that the caller stops; without them, `startPipeline` finds or starts its own. */
  readonly engines?: TestEngines;
  /** The first part of the prefix of topics and indices. */
  readonly name: string;
  /** Added to the environment of each service. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Engines with the topics and indices of one suite, and the services started on them. */
export interface Pipeline {
  readonly engines: TestEngines;
  readonly prefix: string;
  readonly env: Readonly<Record<string, string>>;
  /** For the publishers and replays of the runtime. */
  readonly kafka: KafkaConfig;
  /** Starts an instance of a service; `env` is added to the pipeline's environment. */
  readonly start: (
    service: ServiceName,
    env?: Readonly<Record<string, string>>,
    options?: ServiceOptions,
  ) => Promise<Service>;
  /** Stops the started instances, then the engines unless the caller provided them. */
  readonly stop: () => Promise<void>;
}

/** Deploys topics and indices under a new prefix, on given, found or started engines. Starts no service. */
export async function startPipeline({
  engines: given,
  name,
  env: extra = {},
}: PipelineOptions): Promise<Pipeline> {
  const engines = given ?? (await testEngines());
  const prefix = `${name}-${randomBytes(4).toString('hex')}.`;
  await deploy({ ...engines, prefix, singleBroker: true });
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

/** Starts the four services, on given engines or those that are found; `env` is added to each environment. */
export async function startStack(
  env: Readonly<Record<string, string>> = {},
  given?: TestEngines,
): Promise<Stack> {
  const pipeline = await startPipeline({
    ...(given ? { engines: given } : {}),
    name: 'e2e',
    env: {
      GAZETTE_API_KEYS: `e2e:${KEY},other:another-key-of-e2e`,
      GAZETTE_HOST_DELAY_MS: '10',
      GAZETTE_POLL_SECONDS: '1',
      ...env,
    },
  });
  const { engines, prefix, start } = pipeline;
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
    ...pipeline,
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
      const response = await fetch(
        `${engines.opensearch.split(',')[0]}/${path.replaceAll('{prefix}', prefix)}`,
        {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body ? { body: JSON.stringify(body) } : {}),
        },
      );
      return (await response.json()) as T;
    },
  };
}

function kafkaOf({ kafka, registry }: Pick<TestEngines, 'kafka' | 'registry'>, prefix: string): KafkaConfig {
  return { brokers: kafka.split(','), registry, prefix, sessionTimeoutMs: 6000, heartbeatMs: 500 };
}

function envOf(
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

/** The id of a producer's article with an external id, by ADR 3 and not by the fetcher's own code. */
export function articleIdOf(producer: string, externalId: string): string {
  const parts = ['producer', producer, 'external-id', externalId];
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  return createHash('sha256').update(text).digest('hex');
}

/** Polls until `poll` returns neither null nor false, and returns its result; throws after `withinMs`. */
export async function eventually<T>(
  what: string,
  poll: () => Promise<T | null | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await poll();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Not true after ${withinMs} ms: ${what}.`);
    await sleep(100);
  }
}
