import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../test-support/browser.ts';

const BASE = process.env['GAZETTE_SEARCH_URL'] ?? 'http://127.0.0.1:18090';
const QUERY = '/?person=Keir+Starmer';
const TARGET = fileURLToPath(new URL('../../../docs/search-page.png', import.meta.url));
const WIDTH_PX = 1280;
/** The script tries these heights in order until the picture is small enough. */
const HEIGHTS_PX = [1000, 860, 720, 560];
const MAX_BYTES = 300_000;
const TIMEOUT_MS = 20_000;

const ready = await fetch(new URL('/api/articles?person=Keir+Starmer&size=1', BASE), {
  signal: AbortSignal.timeout(TIMEOUT_MS),
}).catch((error: unknown) => {
  throw new Error(`Expected the search page at ${BASE}, found no answer. Run npm start first.`, {
    cause: error,
  });
});
if (!ready.ok) throw new Error(`Expected search results at ${BASE}, found status ${ready.status}.`);
const { total } = (await ready.json()) as { readonly total: number };
if (total === 0)
  throw new Error(`Expected articles about Keir Starmer at ${BASE}, found none. Push the sample first.`);

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ colorScheme: 'light', viewport: { width: WIDTH_PX, height: 1000 } });
  await page.goto(new URL(QUERY, BASE).href);
  await page.locator('.hits .card').first().waitFor({ timeout: TIMEOUT_MS });
  let picture: Buffer | undefined;
  for (const height of HEIGHTS_PX) {
    await page.setViewportSize({ width: WIDTH_PX, height });
    picture = await page.screenshot({ type: 'png', animations: 'disabled' });
    if (picture.length <= MAX_BYTES) break;
  }
  if (picture === undefined || picture.length > MAX_BYTES)
    throw new Error(`Expected at most ${MAX_BYTES} bytes, found ${picture?.length ?? 0}.`);
  writeFileSync(TARGET, picture);
  console.log(`${TARGET}: ${picture.length} bytes`);
} finally {
  await browser.close();
}
