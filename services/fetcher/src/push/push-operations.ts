import { z } from 'zod';
import { submissionSchema } from '../accept/submission.ts';
import {
  acceptedSchema,
  bulkLineSchema,
  bulkSchema,
  deletedSchema,
  statusSchema,
  unchangedSchema,
} from './push-answers.ts';

/** A query parameter or header of an operation. */
export interface PushParameter {
  readonly in: 'query' | 'header';
  readonly description: string;
  readonly schema: z.ZodType;
}

/** An answer other than a problem document, by content type. */
export interface PushResponse {
  readonly description: string;
  readonly content: Readonly<Record<string, z.ZodType>>;
}

/** An operation of the push API; routes and OpenAPI document are both built from these. */
export interface PushOperation {
  readonly method: 'get' | 'post' | 'delete';
  /** As in OpenAPI: `/articles/{id}`. */
  readonly path: string;
  readonly name: 'pushArticles' | 'deleteArticle' | 'deleteByUrl' | 'whereIsArticle';
  readonly summary: string;
  readonly parameters: Readonly<Record<string, PushParameter>>;
  /** By content type. */
  readonly body: Readonly<Record<string, z.ZodType>> | null;
  readonly answers: Readonly<Record<number, PushResponse>>;
  /** Meaning of its problem documents, by status. */
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
  401: 'Missing or invalid API key.',
  503: 'Kafka, the registry or the index is unavailable or misconfigured; see Retry-After. Retrying is safe.',
};

/** The body of a bulk push; its JSON Schema describes one line. */
const ndjsonLine = submissionSchema.meta({ description: 'One article per line, at most 2 MiB per line.' });

/** Every operation of the push API. */
export const pushOperations: readonly PushOperation[] = [
  {
    method: 'post',
    path: '/articles',
    name: 'pushArticles',
    summary: 'Push one article as JSON or many as NDJSON; gzip is supported.',
    parameters: {
      wait: {
        in: 'query',
        description: 'For one article: wait until a search finds it, for at most 10 seconds.',
        schema: z.enum(['searchable']),
      },
      'Idempotency-Key': {
        in: 'header',
        description: 'For one article: repeating the request within 24 hours returns the same answer.',
        schema: z.string().min(1).max(255),
      },
      traceparent,
    },
    body: { ...json(submissionSchema), 'application/x-ndjson': ndjsonLine },
    answers: {
      200: {
        description:
          'Already known with this content, or searchable if the request waited for that. As NDJSON (Accept: application/x-ndjson): the answers to a bulk push, line by line while it runs.',
        content: {
          ...json(z.union([unchangedSchema, acceptedSchema])),
          'application/x-ndjson': bulkLineSchema,
        },
      },
      202: {
        description: 'Accepted: every in-sync replica has it. For a bulk push: all lines were accepted.',
        content: json(z.union([acceptedSchema, bulkSchema])),
      },
    },
    problems: {
      400: 'Invalid JSON or an invalid parameter.',
      ...always,
      409: 'The first request with this Idempotency-Key is still being processed.',
      413: 'The article is too large after decompression.',
      415: 'Unsupported content type or encoding.',
      422: 'Invalid fields, by name and, in a bulk push, by line; the other lines are accepted.',
      429: 'Too much is in flight, or too many articles per minute; see Retry-After.',
    },
  },
  {
    method: 'delete',
    path: '/articles/{id}',
    name: 'deleteArticle',
    summary: 'Delete one of your own articles.',
    parameters: { traceparent },
    body: null,
    answers: {
      200: { description: 'Already deleted.', content: json(unchangedSchema) },
      202: { description: 'Accepted.', content: json(acceptedSchema) },
    },
    problems: {
      400: 'Invalid id.',
      ...always,
      403: 'The article belongs to another producer.',
      404: 'The article is not indexed, or not indexed yet.',
      429: 'Too much is in flight, or too many articles per minute.',
    },
  },
  {
    method: 'delete',
    path: '/articles',
    name: 'deleteByUrl',
    summary: 'Delete everything that you published under a URL, whatever its external id.',
    parameters: {
      url: {
        in: 'query',
        description: 'The URL as it was pushed; any spelling with the same canonical form.',
        schema: z.string().min(1).max(2048),
      },
      traceparent,
    },
    body: null,
    answers: {
      200: { description: 'Already deleted.', content: json(deletedSchema) },
      202: { description: 'Accepted: one result per article.', content: json(deletedSchema) },
    },
    problems: {
      400: 'Missing or invalid URL.',
      ...always,
      404: 'You have published nothing under this URL.',
      429: 'Too much is in flight, or too many articles per minute.',
    },
  },
  {
    method: 'get',
    path: '/articles/{id}',
    name: 'whereIsArticle',
    summary: 'Report the state of an article. Right after a push, pass the values from its answer.',
    parameters: {
      revision: { in: 'query', description: 'From the answer to the push.', schema: wholeNumber },
      partition: { in: 'query', description: 'From the answer to the push.', schema: wholeNumber },
      offset: { in: 'query', description: 'From the answer to the push.', schema: wholeNumber },
    },
    body: null,
    answers: { 200: { description: 'The state of the article.', content: json(statusSchema) } },
    problems: {
      400: 'Invalid id, or a parameter that is not a whole number.',
      ...always,
      404: 'The article is unknown.',
    },
  },
];
