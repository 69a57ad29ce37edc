import { expect, it } from '@jest/globals';
import type { z } from 'zod';
import type * as page from '../../page/api-types.ts';
import { deadLettersAnswerSchema, wholeDeadLetterSchema } from '../operations/dead-letters.ts';
import { issuesAnswerSchema } from '../operations/list-issues.ts';
import { profileSchema } from '../operations/person-profile.ts';
import { pipelineSchema } from '../operations/pipeline-state.ts';
import { redriveAnswerSchema, redriveStateSchema } from '../operations/redrive-letters.ts';
import { articlesAnswerSchema } from '../operations/search-articles.ts';
import { personsAnswerSchema } from '../operations/search-persons.ts';
import { articleSchema } from './document-schemas.ts';
import { operations } from './operations.ts';

/** The schema also describes summaries, which have no annotations. */
type Article = Omit<page.Article, 'annotations'> & {
  readonly annotations?: page.Article['annotations'] | undefined;
};

/** The compiler checks that each answer fits the type by which the page reads it. */
const answers = {
  searchArticles: articlesAnswerSchema satisfies z.ZodType<page.ArticlesAnswer>,
  getArticle: articleSchema satisfies z.ZodType<Article>,
  searchPersons: personsAnswerSchema satisfies z.ZodType<page.PersonsAnswer>,
  personProfile: profileSchema satisfies z.ZodType<page.Profile>,
  listIssues: issuesAnswerSchema satisfies z.ZodType<page.IssuesAnswer>,
  listDeadLetters: deadLettersAnswerSchema satisfies z.ZodType<page.DeadLettersAnswer>,
  getDeadLetter: wholeDeadLetterSchema satisfies z.ZodType<page.WholeDeadLetter>,
  redriveState: redriveStateSchema satisfies z.ZodType<page.RedriveState>,
  redriveDeadLetters: redriveAnswerSchema satisfies z.ZodType<page.RedriveAnswer>,
  pipelineState: pipelineSchema satisfies z.ZodType<page.PipelineState>,
};

it.each(Object.entries(answers))('checks the page’s type against the answer of %s', (name, schema) => {
  expect(operations.find((operation) => operation.name === name)?.answer).toBe(schema);
});
