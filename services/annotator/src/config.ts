import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  kafkaFields,
  readEnv,
  serviceFields,
  toKafkaConfig,
  toServiceConfig,
  type Env,
} from '@gazette/runtime';

const shippedKnowledge = fileURLToPath(new URL('../data/', import.meta.url));

/** Where knowledge is read from: `GAZETTE_KNOWLEDGE`, or the directory shipped with the package. */
export const knowledgeFields = { GAZETTE_KNOWLEDGE: z.string().min(1).default(shippedKnowledge) } as const;

/** Reads the annotator's environment; see the table in its README. */
export function readConfig(env: Env) {
  const values = readEnv(env, { ...serviceFields, ...kafkaFields, ...knowledgeFields });
  return { ...toServiceConfig(values), kafka: toKafkaConfig(values), knowledge: values.GAZETTE_KNOWLEDGE };
}
