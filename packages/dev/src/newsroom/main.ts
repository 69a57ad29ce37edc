import { parseArgs } from 'node:util';
import { readArticles, sampleArticlesDir } from './read-articles.ts';
import { startNewsroom } from './newsroom.ts';

const help = `node packages/dev/dist/newsroom/main.js [--port N] [--articles DIR] [--correct-after SECONDS]

Serves the sample newsroom on loopback until interrupted.

  --port N                  TCP port, 0 for a free one (default 8090)
  --articles DIR            folder of article files (default: the sample articles)
  --correct-after SECONDS   publish the corrected versions (*.v2.md) after this delay`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    articles: { type: 'string', default: sampleArticlesDir },
    'correct-after': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(help);
} else {
  await serve(wholeNumber('--port', values.port), values['correct-after']);
}

async function serve(port: number, correctAfter: string | undefined): Promise<void> {
  const seconds = correctAfter === undefined ? undefined : wholeNumber('--correct-after', correctAfter);
  const newsroom = await startNewsroom({ port, articlesDir: values.articles });
  console.log(`newsroom: ${newsroom.url}/ feed: ${newsroom.feedUrl}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void newsroom.stop());
  if (seconds === undefined) return;
  const { corrections } = await readArticles(values.articles);
  const timer = setTimeout(() => {
    for (const correction of corrections) {
      newsroom.correct(correction.slug, correction);
      console.log(`corrected: ${newsroom.url}${correction.path}`);
    }
  }, seconds * 1000);
  // A stopped newsroom must not wait for this timer.
  timer.unref();
}

function wholeNumber(option: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`expected a whole number after ${option}, found "${value}"`);
  return Number(value);
}
