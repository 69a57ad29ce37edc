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
import { parseApiKeys } from './api-keys.ts';

const fields = {
  ...serviceFields,
  ...kafkaFields,
  ...openSearchFields,
  GAZETTE_API_KEYS: z.string().transform((text, context) => {
    try {
      return parseApiKeys(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  }),
  GAZETTE_USER_AGENT: z.string().min(1).default('Gazette/0.1 (+https://github.com/gazette/gazette)'),
  GAZETTE_ALLOW_HOSTS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((host) => host !== '')),
  GAZETTE_HOST_DELAY_MS: z.coerce.number().int().min(0).default(1000),
  GAZETTE_POLL_SECONDS: z.coerce.number().int().min(1).default(300),
};

/** Reads the fetcher's environment; see the table in its README. */
export function readConfig(env: Env) {
  const values = readEnv(env, fields);
  return {
    ...toServiceConfig(values),
    kafka: toKafkaConfig(values),
    opensearch: values.GAZETTE_OPENSEARCH,
    apiKeys: values.GAZETTE_API_KEYS,
    userAgent: values.GAZETTE_USER_AGENT,
    allowHosts: values.GAZETTE_ALLOW_HOSTS,
    hostDelayMs: values.GAZETTE_HOST_DELAY_MS,
    minIntervalSeconds: values.GAZETTE_POLL_SECONDS,
  };
}

/** Reads where `push` sends to. */
export function readPushConfig(env: Env) {
  const values = readEnv(env, { GAZETTE_PUSH_URL: z.url(), GAZETTE_API_KEY: z.string().min(1) });
  return { url: values.GAZETTE_PUSH_URL, apiKey: values.GAZETTE_API_KEY };
}

/** Reads where `feeds` finds its topics. */
export function readKafkaConfig(env: Env) {
  const { GAZETTE_PREFIX } = serviceFields;
  return toKafkaConfig(readEnv(env, { ...kafkaFields, GAZETTE_PREFIX }));
}
