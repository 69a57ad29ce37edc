import { MessageError, type AnnotatedArticle, type Annotations, type RawArticle } from '@gazette/schemas';
import { findDates } from './dates/dates.ts';
import { findIssues } from './issues/issues.ts';
import { detectLanguage } from './language.ts';
import { findPersons } from './persons/persons.ts';
import { findQuotes } from './quotes/quotes.ts';
import { ANNOTATOR_REVISION } from './annotator-revision.ts';
import type { Knowledge } from './knowledge.ts';
import { storyBands } from './story-bands.ts';
import { analyse } from './text.ts';

/**
 * The recipe: which annotators make an article's annotations. The same article and knowledge always give the same answer.
 * A delete passes without annotations; what is not English keeps its language and gets no guesses.
 */
export function createAnnotate(knowledge: Knowledge): (article: RawArticle) => AnnotatedArticle {
  return function annotate(article) {
    return {
      article,
      annotations: article.kind === 'delete' ? null : annotationsOf(article, knowledge),
      annotatorRevision: ANNOTATOR_REVISION,
      knowledgeHash: knowledge.hash,
    };
  };
}

function annotationsOf(article: RawArticle, knowledge: Knowledge): Annotations {
  const text = analyse(article);
  const language = detectLanguage(text, article.language);
  const dateAnchor = article.publishedAt === null ? null : dayOf(article.publishedAt);
  const passed = { language, dateAnchor, storyBands: storyBands(text) };
  if (language.code !== 'en') return { ...passed, persons: [], issues: [], dates: [], quotes: [] };
  const persons = findPersons(text, knowledge.personTagger, knowledge.directory);
  return {
    ...passed,
    persons,
    issues: findIssues(text, knowledge.issues, article.publishedAt),
    dates: findDates(text, article.publishedAt),
    quotes: findQuotes(text, { persons, directory: knowledge.directory, publishedAt: article.publishedAt }),
  };
}

/** The calendar day (UTC) of milliseconds since the epoch. Throws `MessageError` beyond what a date can be (ECMA-262, 21.4.1.1). */
function dayOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) {
    throw new MessageError(
      'date-out-of-range',
      `publishedAt: expected milliseconds since the epoch of a calendar date, found ${milliseconds}.`,
    );
  }
  return date.toISOString().slice(0, 10);
}
