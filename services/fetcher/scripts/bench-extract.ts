import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { extractArticle } from '../src/extract/extract-article.ts';

interface Page {
  readonly url: string;
  readonly html: string;
}

const WARM_UP_PAGES = 20;

main(process.argv.slice(2));

/**
 * Compares the extractor with plain `@mozilla/readability` on linkedom, in pages per CPU second on the same
 * pages in the same run. `npm run bench:extract -- PAGES.ndjson` with lines `{id, url, html}`, as `gazette
 * extract` reads them.
 */
function main([file]: readonly string[]): void {
  if (file === undefined) {
    console.error('Expected a file of NDJSON pages {id, url, html}: npm run bench:extract -- PAGES.ndjson');
    process.exit(2);
  }
  const pages = readPages(file);
  const kilobytes = pages.reduce((sum, { html }) => sum + html.length, 0) / 1024 / pages.length;
  const now = Date.now();
  const byGazette = ({ url, html }: Page): void => {
    extractArticle({ url, html }, now);
  };
  const warmUp = pages.slice(0, WARM_UP_PAGES);
  warmUp.forEach(byGazette);
  warmUp.forEach(byReadability);
  const gazetteSeconds = cpuSeconds(pages, byGazette);
  const readabilitySeconds = cpuSeconds(pages, byReadability);
  const gazetteRate = (pages.length / gazetteSeconds).toFixed(1);
  const readabilityRate = (pages.length / readabilitySeconds).toFixed(1);
  const ratio = (readabilitySeconds / gazetteSeconds).toFixed(2);

  console.log(`${pages.length} pages of ${kilobytes.toFixed(0)} thousand characters on average (1,024 each)`);
  console.log(`gazette      ${gazetteRate} pages per CPU second`);
  console.log(`readability  ${readabilityRate} pages per CPU second (body and title only)`);
  console.log(`ratio        ${ratio} times the speed of readability with linkedom`);
}

function readPages(file: string): readonly Page[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Page);
}

function byReadability({ html }: Page): void {
  // The types of the DOM are not loaded here; linkedom's document serves as one.
  const { document } = parseHTML(html) as { readonly document: never };
  new Readability(document).parse();
}

function cpuSeconds(pages: readonly Page[], work: (page: Page) => void): number {
  const start = process.cpuUsage();
  pages.forEach(work);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
