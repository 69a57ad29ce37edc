import type { AnnotatedArticle, Annotations, RawArticle } from '@gazette/schemas';
import { anchorOf, formatAnchor } from './dates/anchor.ts';
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
 * Composes the annotators. The same article and knowledge always give the same annotations. A delete gets
 * none; an article that is not in English gets only its language, its date anchor and its story bands.
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
  const anchor = anchorOf(article.publishedAt);
  const dateAnchor = anchor === null ? null : formatAnchor(anchor);
  const inAnyLanguage = { language, dateAnchor, storyBands: storyBands(text) };
  if (language.code !== 'en') return { ...inAnyLanguage, persons: [], issues: [], dates: [], quotes: [] };
  const persons = findPersons(text, knowledge.personTagger, knowledge.directory);
  return {
    ...inAnyLanguage,
    persons,
    issues: findIssues(text, knowledge.issues, article.publishedAt),
    dates: findDates(text, anchor),
    quotes: findQuotes(text, { persons, directory: knowledge.directory, publishedAt: article.publishedAt }),
  };
}
