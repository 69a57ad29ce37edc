import type { AvroNamed } from './avro.ts';
import { MessageError, SetupError } from '../errors.ts';
import { subjectOf, topics } from '../topics.ts';

/** A Confluent-compatible schema registry. Every call throws while it is away; callers retry. */
export interface Registry {
  /** The id of a schema under a subject. Throws {@link SetupError} when it is not registered. */
  readonly idOf: (subject: string, schema: AvroNamed) => Promise<number>;
  /** The schema with an id. Throws {@link MessageError} when the id is unknown. */
  readonly schemaOf: (id: number) => Promise<AvroNamed>;
  /** Registers a schema with FULL_TRANSITIVE compatibility and returns its id. Idempotent. */
  readonly register: (subject: string, schema: AvroNamed) => Promise<number>;
}

const REGISTER = 'Run `npx gazette schemas register`.';
const TIMEOUT_MS = 10_000;

/** A client of the Confluent Schema Registry API, version 7, at `url`. */
export function createRegistry(url: string): Registry {
  return {
    idOf: async (subject, schema) => {
      const answer = await call(url, 'POST', `/subjects/${encodeURIComponent(subject)}`, body(schema));
      if (answer.status === 404) {
        throw new SetupError(`The schema registry lacks the current schema of ${subject}.`, REGISTER);
      }
      return (answer.json as { id: number }).id;
    },
    schemaOf: async (id) => {
      const answer = await call(url, 'GET', `/schemas/ids/${id}`);
      if (answer.status === 404)
        throw new MessageError('unknown-schema', `The schema registry has no schema with id ${id}.`);
      return JSON.parse((answer.json as { schema: string }).schema) as AvroNamed;
    },
    register: async (subject, schema) => {
      const path = encodeURIComponent(subject);
      await call(url, 'PUT', `/config/${path}`, { compatibility: 'FULL_TRANSITIVE' });
      const answer = await call(url, 'POST', `/subjects/${path}/versions`, body(schema));
      return (answer.json as { id: number }).id;
    },
  };
}

/** Registers every topic's schema. Idempotent; the error for a rejected schema names its subject. */
export async function registerSchemas(
  registry: Registry,
  prefix: string,
): Promise<Readonly<Record<string, number>>> {
  const ids: Record<string, number> = {};
  for (const topic of Object.values(topics)) {
    const subject = subjectOf(prefix + topic.name);
    ids[subject] = await registry.register(subject, topic.schema);
  }
  return ids;
}

function body(schema: AvroNamed): { schema: string } {
  return { schema: JSON.stringify(schema) };
}

async function call(
  url: string,
  method: string,
  path: string,
  payload?: unknown,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
  }).catch((cause: unknown) => {
    throw new Error(`The schema registry at ${url} cannot be reached: ${reasonOf(cause)}`, { cause });
  });
  const text = await response.text();
  if (response.status === 401 || response.status === 403) {
    throw new SetupError(
      `The schema registry refused access (${response.status} to ${method} ${path}).`,
      'Check its credentials.',
    );
  }
  if (!response.ok && response.status !== 404) {
    throw new Error(
      `The schema registry answered ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`,
    );
  }
  return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** `fetch` reports the reason only in the error's cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
