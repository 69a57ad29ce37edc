export type * from './types.ts';
export { compatibilityProblems } from './released.ts';
export { avroSchemas, type AvroNamed, type AvroSchema } from './avro.ts';
export { createCodec, schemaIdOf, type Codec } from './codec.ts';
export {
  deadLetterQuery,
  deadLetterStates,
  deadLetterTime,
  deadLetterTimes,
  type DeadLetterFilters,
  type DeadLetterState,
} from './dead-letter-query.ts';
export { MessageError, SetupError } from './errors.ts';
export { inspectMessage, offendingField, type Inspection } from './inspect.ts';
export { parseUrl } from './parse-url.ts';
export { createRegistry, registerSchemas, type Registry } from './registry.ts';
export {
  deadLetteredTopics,
  deadLetters,
  deadLetterTopic,
  hostOf,
  partitionFor,
  PARTITIONS,
  subjectOf,
  topics,
  type Topic,
} from './topics.ts';
export {
  jsonSchemaOf,
  openApiDocument,
  pathParameters,
  problemResponse,
  type InterfaceDescription,
} from './openapi.ts';
export { Problem, type ProblemDetails, type ProblemError } from './problem.ts';
export type * from './documents.ts';
export { documentVersion } from './documents.ts';
export {
  articlesIndex,
  deadLettersIndex,
  idempotencyKeysIndex,
  indexDefinitions,
  indexNames,
  mappingProblem,
  personsIndex,
  searchTemplates,
  type IndexDefinition,
  type IndexNames,
  type MappingMeta,
  type SearchTemplate,
} from './indices.ts';
export { parsePeriod } from './periods.ts';
