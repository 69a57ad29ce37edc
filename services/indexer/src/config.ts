import {
  kafkaFields,
  openSearchFields,
  readEnv,
  serviceFields,
  toKafkaConfig,
  toServiceConfig,
  type Env,
} from '@gazette/runtime';

/** Reads the indexer's environment; see the table in its README. */
export function readConfig(env: Env) {
  const values = readEnv(env, { ...serviceFields, ...kafkaFields, ...openSearchFields });
  return { ...toServiceConfig(values), kafka: toKafkaConfig(values), opensearch: values.GAZETTE_OPENSEARCH };
}
