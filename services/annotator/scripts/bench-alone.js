import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createAnnotate } from '@gazette/annotator/annotate';
import { loadKnowledge } from '@gazette/annotator/knowledge';
import { aRawArticle } from '@gazette/schemas/testing';

/**
 * A process of its own that only loads the annotator and annotates 1,000 articles five times, as a running one does: what that takes, from cold and warm, and
 * the memory at its end. `bench.ts` starts it with the knowledge's directory, and the articles' bodies (a JSON array) on standard input.
 * JavaScript, so that it measures the built annotator without a loader.
 */
const ARTICLES = 1000;
const ROUNDS = 5;

const [data] = process.argv.slice(2);
const bodies = JSON.parse(readFileSync(0, 'utf8'));
const before = process.cpuUsage();
const annotate = createAnnotate(await loadKnowledge(data));
const loading = secondsSince(before);
const articles = Array.from({ length: ARTICLES }, (_, i) =>
  aRawArticle({
    title: '',
    body: bodies[i % bodies.length],
    language: null,
    publishedAt: Date.parse('2025-02-27'),
  }),
);
/** CPU seconds of each round over all articles: the first is from cold, and V8 has compiled what is hot after a few. */
const rounds = Array.from({ length: ROUNDS }, () => {
  const start = process.cpuUsage();
  for (const article of articles) annotate(article);
  return secondsSince(start);
});
console.log(JSON.stringify({ loading, rounds, mebibytes: Math.round(process.memoryUsage().rss / 2 ** 20) }));

function secondsSince(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}
