import { z } from 'zod';

/** The process's environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Variables of every service. `GAZETTE_PREFIX` starts all topic, group, subject, index and template names.
 */
export const serviceFields = {
  GAZETTE_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  GAZETTE_HOST: z.string().min(1).default('127.0.0.1'),
  GAZETTE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  GAZETTE_PREFIX: z
    .string()
    .regex(/^[a-z0-9.-]*$/, 'expected only a-z, 0-9, dots and hyphens')
    .default(''),
} as const;

/** Variables of services that use Kafka. Times in milliseconds. */
export const kafkaFields = {
  GAZETTE_KAFKA: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .refine(
      (brokers) => brokers.every((broker) => /^\S+:\d{1,5}$/.test(broker)),
      'expected host:port; separate several with commas',
    ),
  GAZETTE_REGISTRY: z.url(),
  GAZETTE_SESSION_TIMEOUT_MS: z.coerce.number().int().min(6000).default(6000),
  GAZETTE_HEARTBEAT_MS: z.coerce.number().int().min(100).default(500),
} as const;

const httpUrl = z.url({ protocol: /^https?$/ });

/** The variable of services that use OpenSearch: the URLs of its nodes. */
export const openSearchFields = {
  GAZETTE_OPENSEARCH: z
    .string()
    .transform((list) => list.split(',').map((node) => node.trim()))
    .refine(
      (nodes) => nodes.every((node) => httpUrl.safeParse(node).success),
      'expected http:// or https:// URLs of nodes; separate several with commas',
    ),
} as const;

/** Reads the variables named in `fields`. Throws one error that lists every invalid variable. */
export function readEnv<Fields extends z.ZodRawShape>(
  env: Env,
  fields: Fields,
): z.infer<z.ZodObject<Fields>> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name in fields && value !== ''),
  );
  const result = z.object(fields).safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Error(`Invalid environment variables:\n${problems.join('\n')}`);
}

/** Configuration of every service. */
export interface ServiceConfig {
  /** TCP port of health, metrics and the service's own HTTP interface; 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  readonly logLevel: string;
}

/** How to reach Kafka and the registry. */
export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly registry: string;
  readonly prefix: string;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
}

/** The service part of the values of {@link serviceFields}. */
export function toServiceConfig(env: z.infer<z.ZodObject<typeof serviceFields>>): ServiceConfig {
  return { port: env.GAZETTE_PORT, host: env.GAZETTE_HOST, logLevel: env.GAZETTE_LOG_LEVEL };
}

/** The Kafka part of the values of {@link kafkaFields} and {@link serviceFields}. */
export function toKafkaConfig(
  env: z.infer<z.ZodObject<typeof kafkaFields & Pick<typeof serviceFields, 'GAZETTE_PREFIX'>>>,
): KafkaConfig {
  return {
    brokers: env.GAZETTE_KAFKA,
    registry: env.GAZETTE_REGISTRY,
    prefix: env.GAZETTE_PREFIX,
    sessionTimeoutMs: env.GAZETTE_SESSION_TIMEOUT_MS,
    heartbeatMs: env.GAZETTE_HEARTBEAT_MS,
  };
}
