export type * from './types.ts';
export { compatibilityProblems } from './avro/released.ts';
export { avroSchemas, type AvroNamed, type AvroSchema } from './avro/avro.ts';
export { createCodec, schemaIdOf, type Codec } from './avro/codec.ts';
export {
  deadLetterQuery,
  deadLetterStates,
  deadLetterTime,
  DEAD_LETTER_TIMES,
  type DeadLetterFilters,
  type DeadLetterState,
} from './opensearch/dead-letter-query.ts';
export { MessageError, SetupError } from './errors.ts';
export { inspectMessage, offendingField, type Inspection } from './avro/inspect.ts';
export { linesOf, utf8, type Line, type LongLine } from './lines.ts';
export { parseUrl } from './parse-url.ts';
export { createRegistry, registerSchemas, type Registry } from './avro/registry.ts';
export {
  ALL_PARTITIONS,
  deadLetteredTopics,
  deadLetters,
  deadLetterTopic,
  hostOf,
  INBOX_MIGRATION,
  partitionFor,
  PARTITIONS,
  stages,
  subjectOf,
  topicConfig,
  topics,
  type Stage,
  type Topic,
} from './topics.ts';
export { jsonSchemaOf, openApiDocument, type ApiDescription, type ApiOperation } from './http/openapi.ts';
export { Problem, RETRY_AFTER_SECONDS, type ProblemDetails, type ProblemError } from './http/problem.ts';
export type * from './opensearch/documents.ts';
export {
  articleDocumentSchema,
  deadLetterDocumentSchema,
  documentVersion,
  personDocumentSchema,
  revisionOf,
  storedAnnotationsSchema,
} from './opensearch/documents.ts';
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
} from './opensearch/indices.ts';
export {
  accessRefused,
  aliasMissing,
  lookUpFault,
  openSearchErrorText,
  openSearchFault,
  type OpenSearchError,
} from './opensearch/faults.ts';
export { parsePeriod } from './opensearch/periods.ts';
