import { z } from 'zod';
import { submissionSchema } from '../accept/submission.ts';
import { acceptedSchema, bulkLineSchema, bulkSchema, statusSchema, unchangedSchema } from './push-answers.ts';

/** A query parameter or header of an operation. */
export interface PushParameter {
  readonly in: 'query' | 'header';
  readonly description: string;
  readonly schema: z.ZodType;
}

/** One answer that is no problem document, by content type. */
export interface PushResponse {
  readonly description: string;
  readonly content: Readonly<Record<string, z.ZodType>>;
}

/** One thing the push API does; routes and the OpenAPI document are both made from the list. */
export interface PushOperation {
  readonly method: 'get' | 'post' | 'delete';
  /** As in OpenAPI: `/articles/{id}`. */
  readonly path: string;
  readonly name: 'pushArticles' | 'deleteArticle' | 'whereIsArticle';
  readonly summary: string;
  readonly parameters: Readonly<Record<string, PushParameter>>;
  /** By content type. */
  readonly body: Readonly<Record<string, z.ZodType>> | null;
  readonly answers: Readonly<Record<number, PushResponse>>;
  /** Statuses of its problem documents, with what they mean here. */
  readonly problems: Readonly<Record<number, string>>;
}

const json = (schema: z.ZodType) => ({ 'application/json': schema });
const wholeNumber = z.string().regex(/^\d{1,16}$/);
const traceparent: PushParameter = {
  in: 'header',
  description: 'W3C Trace Context; travels with the article through Kafka.',
  schema: z.string(),
};
const always = {
  401: 'No key, or one that is not ours.',
  503: 'Kafka, the registry or the index is away or set up wrongly; Retry-After says when to try again. Repeating doubles nothing.',
};

/** What a bulk sends, one on each line; its JSON Schema describes a line. */
const ndjsonLine = submissionSchema.meta({ description: 'One article on each line, at most 2 MiB a line.' });

/** Every operation of the push API. */
export const pushOperations: readonly PushOperation[] = [
  {
    method: 'post',
    path: '/articles',
    name: 'pushArticles',
    summary: 'Push one article as JSON or many as NDJSON; gzip is understood.',
    parameters: {
      wait: {
        in: 'query',
        description: 'Of one article: answer once a search finds it, after 10 seconds at most.',
        schema: z.enum(['searchable']),
      },
      'Idempotency-Key': {
        in: 'header',
        description: 'Of one article: the same answer again for 24 hours.',
        schema: z.string().min(1).max(255),
      },
      traceparent,
    },
    body: { ...json(submissionSchema), 'application/x-ndjson': ndjsonLine },
    answers: {
      200: {
        description:
          'Known as it is, or searchable where that was waited for. As NDJSON (for Accept: application/x-ndjson): a bulk, answered line by line while it runs.',
        content: {
          ...json(z.union([unchangedSchema, acceptedSchema])),
          'application/x-ndjson': bulkLineSchema,
        },
      },
      202: {
        description: 'Accepted: every replica in sync has it. Of a bulk: all of its lines.',
        content: json(z.union([acceptedSchema, bulkSchema])),
      },
    },
    problems: {
      400: 'Neither JSON nor a parameter that fits.',
      ...always,
      409: 'The first request with this Idempotency-Key is still being worked on.',
      413: 'Larger than an article may be, after decompression.',
      415: 'Another content type or encoding.',
      422: 'Fields that do not fit, by name and, in a bulk, by line; the bulk’s other lines are accepted.',
      429: 'Too much in flight, or too many articles a minute; Retry-After says when to try again.',
    },
  },
  {
    method: 'delete',
    path: '/articles/{id}',
    name: 'deleteArticle',
    summary: 'Delete an article of one’s own.',
    parameters: { traceparent },
    body: null,
    answers: {
      200: { description: 'Deleted already.', content: json(unchangedSchema) },
      202: { description: 'Accepted.', content: json(acceptedSchema) },
    },
    problems: {
      400: 'No id.',
      ...always,
      403: 'Another producer’s article.',
      404: 'The index does not know it, or not yet.',
      429: 'Too much in flight, or too many articles a minute.',
    },
  },
  {
    method: 'get',
    path: '/articles/{id}',
    name: 'whereIsArticle',
    summary: 'Where is it now? Right after a push, give what the push was answered.',
    parameters: {
      revision: { in: 'query', description: 'As the push was answered.', schema: wholeNumber },
      partition: { in: 'query', description: 'As the push was answered.', schema: wholeNumber },
      offset: { in: 'query', description: 'As the push was answered.', schema: wholeNumber },
    },
    body: null,
    answers: { 200: { description: 'What is known of it.', content: json(statusSchema) } },
    problems: { 400: 'No id, or no whole number.', ...always, 404: 'Nothing is known of it.' },
  },
];
