import {
  kafkaFields,
  openSearchFields,
  readEnv,
  serviceFields,
  toKafkaConfig,
  toServiceConfig,
  type Env,
} from '@gazette/runtime';
import { z } from 'zod';

const fields = {
  ...serviceFields,
  ...openSearchFields,
  GAZETTE_REGISTRY: kafkaFields.GAZETTE_REGISTRY.optional(),
  GAZETTE_OPERATOR_KEY: z
    .string()
    .regex(/^\S{16,200}$/, 'expected 16 to 200 characters without spaces')
    .optional(),
};

/** Reads the environment (see the table in README.md). With an operator key, Kafka is required too. */
export function readConfig(env: Env) {
  const values = readEnv(env, fields);
  const key = values.GAZETTE_OPERATOR_KEY;
  return {
    ...toServiceConfig(values),
    prefix: values.GAZETTE_PREFIX,
    opensearch: values.GAZETTE_OPENSEARCH,
    registry: values.GAZETTE_REGISTRY ?? null,
    operators:
      key === undefined
        ? null
        : { key, kafka: toKafkaConfig(readEnv(env, { ...serviceFields, ...kafkaFields })) },
  };
}
