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

/** What an operation is given: the engine, and the request's own parts. */
export interface OperationInput {
  readonly ask: Ask;
  readonly honorifics: Honorifics;
  readonly inspect: Inspect;
  /** Null where dead letters cannot be sent back from here. */
  readonly redrive: Redrive | null;
  /** Values of the path's `{…}`, decoded, in order. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed JSON body of a POST; undefined without one. */
  readonly body: unknown;
}

/** One address of the REST interface; routes and the OpenAPI document are both made from the list. */
export interface Operation {
  /** As in OpenAPI: `/api/articles/{id}`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly parameters: Parameters;
  /** Makes it a POST that only an operator may send; `get` otherwise. */
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  readonly run: (input: OperationInput) => Promise<unknown>;
}

/** Every operation of the REST interface. All but redriveDeadLetters read. */
export const operations: readonly Operation[] = [
  {
    path: '/api/articles',
    name: 'searchArticles',
    summary: 'Articles by text, person, issue, date and source, with facets and a timeline.',
    parameters: articleParameters,
    answer: articlesAnswerSchema,
    run: ({ ask, honorifics, query }) => searchArticles(ask, honorifics, parseQuery(query)),
  },
  {
    path: '/api/articles/{id}',
    name: 'getArticle',
    summary: 'One article with everything that was found in it.',
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
    summary: 'Where an article is: searchable, superseded, deleted, dead or not known to the indices.',
    parameters: statusParameters,
    answer: statusSchema,
    run: ({ ask, path: [id = ''], query }) =>
      articleStatus(ask, id, parseParameters(statusParameters, query)),
  },
  {
    path: '/api/persons',
    name: 'searchPersons',
    summary: 'Persons by the beginning of a name.',
    parameters: personParameters,
    answer: personsAnswerSchema,
    run: ({ ask, query }) => searchPersons(ask, parseParameters(personParameters, query)),
  },
  {
    path: '/api/persons/{id}',
    name: 'personProfile',
    summary: 'One person: timeline, issues, who they appear with, what they said.',
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
    summary: 'Quotes by speaker and words.',
    parameters: quoteParameters,
    answer: quotesAnswerSchema,
    run: ({ ask, honorifics, query }) =>
      searchQuotes(ask, honorifics, parseParameters(quoteParameters, query)),
  },
  {
    path: '/api/issues',
    name: 'listIssues',
    summary: 'Every issue that an article carries.',
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
    summary: 'Messages that can never succeed, with the reason.',
    parameters: deadLetterParameters,
    answer: deadLettersAnswerSchema,
    run: ({ ask, query }) => listDeadLetters(ask, parseParameters(deadLetterParameters, query)),
  },
  {
    path: '/api/dead-letters/{topic}/{partition}/{offset}',
    name: 'getDeadLetter',
    summary: 'One dead letter with its bytes, read as far as they can be read.',
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
    summary: 'Whether dead letters can be sent back from here.',
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
    summary: 'Sends dead letters back to where they came from, oldest first, at most 100 a request.',
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
    summary: 'How much there is and how fresh it is.',
    parameters: {},
    answer: pipelineSchema,
    run: ({ ask, query }) => {
      parseParameters({}, query);
      return pipelineState(ask);
    },
  },
];
