import { z } from 'zod';
import {
  kafkaFields,
  openSearchFields,
  readEnv,
  serviceFields,
  toKafkaConfig,
  toServiceConfig,
  type Env,
} from '@gazette/runtime';
import { parseApiKeys } from './push/api-keys.ts';

const fields = {
  ...serviceFields,
  ...kafkaFields,
  ...openSearchFields,
  GAZETTE_API_KEYS: z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return [];
      try {
        return parseApiKeys(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    }),
  GAZETTE_API_KEYS_FILE: z.string().optional(),
  GAZETTE_PRODUCER_REQUESTS: z.coerce.number().int().min(1).default(256),
  GAZETTE_PRODUCER_ARTICLES_PER_MINUTE: z.coerce.number().int().min(1).default(600_000),
  GAZETTE_USER_AGENT: z
    .string()
    .regex(
      /^[a-z_-]+(?:\/\S+)? .*(?:https?:\/\/\S+|\S+@\S+\.\S+)/i,
      'expected a name and how a publisher reaches you, such as NewsBot/1.0 (+https://ex.org/bot)',
    )
    .optional(),
  GAZETTE_ALLOW_HOSTS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((host) => host !== '')),
  GAZETTE_HOST_DELAY_MS: z.coerce.number().int().min(0).default(1000),
  GAZETTE_POLL_SECONDS: z.coerce.number().int().min(1).default(300),
  GAZETTE_FETCHES: z.coerce.number().int().min(1).default(256),
  GAZETTE_REVISIT_SECONDS: z
    .string()
    .default('3600,21600,86400')
    // An empty value counts as not set, so that "never" needs a word.
    .transform((list) => (list === 'none' ? [] : list.split(',').map(Number)))
    .refine(
      (seconds) => seconds.every((at, index) => Number.isInteger(at) && at > (seconds[index - 1] ?? 0)),
      'expected ascending whole seconds, such as 3600,21600,86400, or none',
    ),
};

/** Reads the fetcher's environment; see the table in its README. */
export function readConfig(env: Env) {
  const values = readEnv(env, fields);
  if (values.GAZETTE_API_KEYS.length === 0 && values.GAZETTE_API_KEYS_FILE === undefined)
    throw new Error(
      'Invalid environment variables:\n  GAZETTE_API_KEYS_FILE, GAZETTE_API_KEYS: expected one of them, found neither',
    );
  return {
    ...toServiceConfig(values),
    kafka: toKafkaConfig(values),
    opensearch: values.GAZETTE_OPENSEARCH,
    apiKeys: { fixed: values.GAZETTE_API_KEYS, file: values.GAZETTE_API_KEYS_FILE ?? null },
    producerLimits: {
      requests: values.GAZETTE_PRODUCER_REQUESTS,
      articlesPerMinute: values.GAZETTE_PRODUCER_ARTICLES_PER_MINUTE,
    },
    // Publishers must be able to reach the operator: without a contact address no public site is visited.
    userAgent: values.GAZETTE_USER_AGENT ?? 'Gazette',
    onlyAllowedHosts: values.GAZETTE_USER_AGENT === undefined,
    allowHosts: values.GAZETTE_ALLOW_HOSTS,
    hostDelayMs: values.GAZETTE_HOST_DELAY_MS,
    minIntervalSeconds: values.GAZETTE_POLL_SECONDS,
    mostRequests: values.GAZETTE_FETCHES,
    revisitSeconds: values.GAZETTE_REVISIT_SECONDS,
  };
}

/** Reads the address and key of the push API. */
export function readPushConfig(env: Env) {
  const values = readEnv(env, { GAZETTE_PUSH_URL: z.url(), GAZETTE_API_KEY: z.string().min(1) });
  return { url: values.GAZETTE_PUSH_URL, apiKey: values.GAZETTE_API_KEY };
}

/** Reads where `feeds` finds its topics. */
export function readKafkaConfig(env: Env) {
  const { GAZETTE_PREFIX } = serviceFields;
  return toKafkaConfig(readEnv(env, { ...kafkaFields, GAZETTE_PREFIX }));
}
