import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { extractArticle } from '../src/extract/extract-article.ts';

/**
 * Measures pages per CPU second of the extractor beside plain `@mozilla/readability` on linkedom, both on the same pages in the
 * same run. `npm run bench:extract -- PAGES.ndjson` with lines `{id, url, html}`, as `gazette extract` reads them.
 */
const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('Expected a file of NDJSON pages {id, url, html}: npm run bench:extract -- PAGES.ndjson');
  process.exit(2);
}
const pages = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line));
const kilobytes = pages.reduce((sum, { html }) => sum + html.length, 0) / 1024 / pages.length;
const now = Date.now();

function byGazette({ url, html }) {
  extractArticle({ url, html }, now);
}

function byReadability({ html }) {
  const { document } = parseHTML(html);
  new Readability(document).parse();
}

const warmUp = pages.slice(0, 20);
warmUp.forEach(byGazette);
warmUp.forEach(byReadability);
const ours = cpuSeconds(byGazette);
const theirs = cpuSeconds(byReadability);

console.log(`${pages.length} pages of ${kilobytes.toFixed(0)} thousand characters on average (1,024 each)`);
console.log(`gazette      ${(pages.length / ours).toFixed(1)} pages a CPU second`);
console.log(`readability  ${(pages.length / theirs).toFixed(1)} pages a CPU second (body and title only)`);
console.log(`ratio        ${(theirs / ours).toFixed(2)} times the speed of readability with linkedom`);

function cpuSeconds(work) {
  const start = process.cpuUsage();
  pages.forEach(work);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
