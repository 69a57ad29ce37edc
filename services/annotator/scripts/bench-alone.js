import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createAnnotate } from '@gazette/annotator/annotate';
import { loadKnowledge } from '@gazette/annotator/knowledge';
import { aRawArticle } from '@gazette/schemas/testing';

/**
 * A separate process that only loads the annotator and annotates 1,000 articles five times, to measure a
 * cold and a warm annotator and its memory. `bench.ts` starts it with the knowledge directory as argument
 * and the bodies (a JSON array) on standard input. It is JavaScript so that the built annotator runs
 * without a loader.
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
/**
 * CPU seconds of each round over all articles: the first round is cold, and V8 has compiled hot code after
 * a few.
 */
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
