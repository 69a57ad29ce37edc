import type { z } from 'zod';
import {
  deadLetterParameters,
  deadLettersAnswerSchema,
  getDeadLetter,
  listDeadLetters,
  wholeDeadLetterSchema,
  type Inspect,
} from '../operations/dead-letters.ts';
import { articleSchema } from './document-schemas.ts';
import type { Ask } from '../engine.ts';
import { issuesAnswerSchema, listIssues } from '../operations/list-issues.ts';
import type { Honorifics } from '../query/names.ts';
import { articleStatus, getArticle, statusParameters, statusSchema } from '../operations/one-article.ts';
import { parseParameters, type Parameters } from '../query/parameters.ts';
import { articleParameters, parseQuery } from '../query/parse-query.ts';
import { personProfile, profileSchema } from '../operations/person-profile.ts';
import { pipelineSchema, pipelineState } from '../operations/pipeline-state.ts';
import {
  redriveAnswerSchema,
  redriveBodySchema,
  redriveLetters,
  redriveState,
  redriveStateSchema,
  type Redrive,
} from '../operations/redrive-letters.ts';
import { articlesAnswerSchema, searchArticles } from '../operations/search-articles.ts';
import { personParameters, personsAnswerSchema, searchPersons } from '../operations/search-persons.ts';
import { quoteParameters, quotesAnswerSchema, searchQuotes } from '../operations/search-quotes.ts';

/** The input of an operation: its dependencies and the parts of the request. */
export interface OperationInput {
  readonly ask: Ask;
  readonly honorifics: Honorifics;
  readonly inspect: Inspect;
  /** Null when redriving over HTTP is off. */
  readonly redrive: Redrive | null;
  /** Decoded values of the path's `{…}` placeholders, in order. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed JSON body of a POST; undefined without one. */
  readonly body: unknown;
}

/** One operation of the REST interface; the routes and the OpenAPI document are built from it. */
export interface Operation {
  /** In OpenAPI syntax: `/api/articles/{id}`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly parameters: Parameters;
  /** With a body the operation is a POST that requires the operator key; otherwise it is a GET. */
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  readonly run: (input: OperationInput) => Promise<unknown>;
}

/** Every operation of the REST interface. Only redriveDeadLetters changes anything. */
export const operations: readonly Operation[] = [
  {
    path: '/api/articles',
    name: 'searchArticles',
    summary: 'Search articles by text, person, issue, date and source, with facets and a timeline.',
    parameters: articleParameters,
    answer: articlesAnswerSchema,
    run: ({ ask, honorifics, query }) => searchArticles(ask, honorifics, parseQuery(query)),
  },
  {
    path: '/api/articles/{id}',
    name: 'getArticle',
    summary: 'One article with all its annotations.',
    parameters: {},
    answer: articleSchema,
    run: ({ ask, path: [id = ''], query }) => {
      parseParameters({}, query);
      return getArticle(ask, id);
    },
  },
  {
    path: '/api/articles/{id}/status',
    name: 'articleStatus',
    summary: 'The state of an article: searchable, superseded, deleted, dead or unknown.',
    parameters: statusParameters,
    answer: statusSchema,
    run: ({ ask, path: [id = ''], query }) =>
      articleStatus(ask, id, parseParameters(statusParameters, query)),
  },
  {
    path: '/api/persons',
    name: 'searchPersons',
    summary: 'Complete the name of a person.',
    parameters: personParameters,
    answer: personsAnswerSchema,
    run: ({ ask, query }) => searchPersons(ask, parseParameters(personParameters, query)),
  },
  {
    path: '/api/persons/{id}',
    name: 'personProfile',
    summary: 'One person: timeline, issues, persons they appear with, and quotes.',
    parameters: {},
    answer: profileSchema,
    run: ({ ask, path: [id = ''], query }) => {
      parseParameters({}, query);
      return personProfile(ask, id);
    },
  },
  {
    path: '/api/quotes',
    name: 'searchQuotes',
    summary: 'Search quotes by speaker and words.',
    parameters: quoteParameters,
    answer: quotesAnswerSchema,
    run: ({ ask, honorifics, query }) =>
      searchQuotes(ask, honorifics, parseParameters(quoteParameters, query)),
  },
  {
    path: '/api/issues',
    name: 'listIssues',
    summary: 'All issues found in articles.',
    parameters: {},
    answer: issuesAnswerSchema,
    run: ({ ask, query }) => {
      parseParameters({}, query);
      return listIssues(ask);
    },
  },
  {
    path: '/api/dead-letters',
    name: 'listDeadLetters',
    summary: 'List dead letters: messages that could not be processed, with the reason.',
    parameters: deadLetterParameters,
    answer: deadLettersAnswerSchema,
    run: ({ ask, query }) => listDeadLetters(ask, parseParameters(deadLetterParameters, query)),
  },
  {
    path: '/api/dead-letters/{topic}/{partition}/{offset}',
    name: 'getDeadLetter',
    summary: 'One dead letter with its bytes, decoded as far as possible.',
    parameters: {},
    answer: wholeDeadLetterSchema,
    run: ({ ask, inspect, path, query }) => {
      parseParameters({}, query);
      return getDeadLetter(ask, inspect, path.join('/'));
    },
  },
  {
    path: '/api/dead-letters/redrive',
    name: 'redriveState',
    summary: 'Whether dead letters can be redriven over HTTP.',
    parameters: {},
    answer: redriveStateSchema,
    run: ({ redrive, query }) => {
      parseParameters({}, query);
      return Promise.resolve(redriveState(redrive));
    },
  },
  {
    path: '/api/dead-letters/redrive',
    name: 'redriveDeadLetters',
    summary: 'Redrive dead letters to their original topics, oldest first, at most 100 per request.',
    parameters: {},
    body: redriveBodySchema,
    answer: redriveAnswerSchema,
    run: ({ redrive, query, body }) => {
      parseParameters({}, query);
      return redriveLetters(redrive, body);
    },
  },
  {
    path: '/api/pipeline',
    name: 'pipelineState',
    summary: 'Document counts and the newest timestamps.',
    parameters: {},
    answer: pipelineSchema,
    run: ({ ask, query }) => {
      parseParameters({}, query);
      return pipelineState(ask);
    },
  },
];
