import { join } from 'node:path';
import { aRawArticle } from '@gazette/schemas/testing';
import { loadKnowledge } from '../src/adapters/knowledge.ts';
import { createAnnotate } from '../src/annotate.ts';
import { newsroom } from './newsroom.ts';

/**
 * A process of its own that only loads the annotator and annotates 1,000 articles, as a running one does: what that takes from cold, and
 * the memory at its end. `bench.ts` starts it.
 */
const ARTICLES = 1000;

const bodies = newsroom();
const before = process.cpuUsage();
const annotate = createAnnotate(await loadKnowledge(join(import.meta.dirname, '../data')));
const loading = secondsSince(before);
const articles = Array.from({ length: ARTICLES }, (_, i) =>
  aRawArticle({
    title: '',
    body: bodies[i % bodies.length] ?? '',
    language: null,
    publishedAt: Date.parse('2025-02-27'),
  }),
);
const start = process.cpuUsage();
for (const article of articles) annotate(article);
const annotating = secondsSince(start);
console.log(
  JSON.stringify({ loading, annotating, mebibytes: Math.round(process.memoryUsage().rss / 2 ** 20) }),
);

function secondsSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}
