export type * from './types.ts';
export { avroSchemas, type AvroNamed, type AvroSchema } from './avro.ts';
export { createCodec, schemaIdOf, type Codec } from './codec.ts';
export { MessageError, SetupError } from './errors.ts';
export { createRegistry, registerSchemas, type Registry } from './registry.ts';
export {
  deadLetteredTopics,
  deadLetters,
  deadLetterTopic,
  partitionFor,
  PARTITIONS,
  subjectOf,
  topics,
  type Topic,
} from './topics.ts';
