import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, withAdmin } from '@gazette/runtime';
import { PARTITIONS } from '@gazette/schemas';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../test-support/browser.ts';
import { readHonorifics } from './honorifics.ts';
import { createInspect } from './inspecting.ts';
import { createOperators } from './redriving.ts';
import { createSearchApp, type SearchDeps } from './routes.ts';
import { createSampleIndex, type SampleIndex } from '../../test-support/sample-index.ts';
import { createSearchEngine, type SearchEngine } from './search-engine.ts';

const KEY = 'a-key-of-the-operators';

let index: SampleIndex;
let engine: SearchEngine;
let server: Server;
let operators: ReturnType<typeof createOperators>;
let browser: Browser;
let page: Page;
let base: string;
let consoleErrors: string[];

beforeAll(async () => {
  index = await createSampleIndex();
  engine = createSearchEngine([index.node], index.prefix);
  const kafka = {
    brokers: [process.env['GAZETTE_KAFKA'] ?? ''],
    registry: '',
    prefix: index.prefix,
    sessionTimeoutMs: 6000,
    heartbeatMs: 500,
  };
  const logger = createLogger('test', 'silent');
  const topic = `${index.prefix}articles.raw`;
  await withAdmin(kafka, logger, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] }),
  );
  operators = createOperators(engine, { key: KEY, kafka }, logger);
  [server, base] = await serve(operators.allowed);
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await operators.stop();
  await engine.stop();
  await index.drop();
});

beforeEach(async () => {
  consoleErrors = [];
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => {
    consoleErrors.push(error.message);
  });
});

afterEach(async () => {
  await page.close();
  expect(consoleErrors).toEqual([]);
});

describe('the search page', () => {
  it('shows all articles and their facets at first', async () => {
    await open('/');

    expect(await titles()).toHaveLength(5);
    expect(await page.getByRole('link', { name: 'Only Keir Starmer, 2 articles' }).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Only War in Ukraine, 1 article' }).count()).toBe(1);
  });

  it('searches words and marks them', async () => {
    await open('/');

    await page.getByRole('searchbox').fill('tariffs');
    await page.keyboard.press('Enter');
    await total('2 articles');

    expect(new URL(page.url()).search).toBe('?text=tariffs');
    expect(await page.locator('mark').allTextContents()).toContain('tariffs');
  });

  it('adds and removes facets, and keeps them in the address', async () => {
    await open('/');

    await page.getByRole('link', { name: 'Only Donald Trump' }).click();
    await total('2 articles');
    await page.getByRole('link', { name: 'Only Chagos Islands' }).click();
    await total('1 article');
    expect(new URL(page.url()).search).toBe('?person=donald-trump&issue=chagos-islands');

    await page.goBack();
    await total('2 articles');
    await page.getByRole('link', { name: 'Remove person donald-trump' }).click();
    await total('5 articles');
  });

  it('completes a person with the keyboard only', async () => {
    await open('/');

    await page.getByRole('combobox', { name: 'Person' }).focus();
    await page.keyboard.type('zel');
    await page.getByRole('option', { name: /Volodymyr Zelenskyy/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await total('1 article');

    expect(await titles()).toEqual(['Zelenskyy thanks allies for support in Ukraine war']);
  });

  it('resolves a complete name typed by the user', async () => {
    await open('/');

    await page.getByRole('combobox', { name: 'Person' }).fill('Mr Trump');
    await page.keyboard.press('Enter');
    await total('3 articles');

    expect(await page.getByText('Donald Trump or Melania Trump').count()).toBe(1);
  });

  it.each([
    { path: '/?from=2025-02-01&to=2025-02-28', found: '1 article' },
    { path: '/?mentions=2027', found: '1 article' },
    { path: '/?person=Nobody', found: '0 articles' },
  ])('restores the search from the address $path', async ({ path, found }) => {
    await open(path);

    await total(found);
  });

  it('shows the articles of a timeline bar when it is clicked', async () => {
    await open('/');

    await page.getByRole('list', { name: 'Articles over time' }).getByRole('link').last().click();
    await total('1 article');

    expect(await titles()).toEqual(['Trump sends tariff letters as deadline slips']);
  });

  it('explains what is wrong with a query', async () => {
    await page.goto(`${base}/?from=soon`);
    await page.getByRole('alert').waitFor();
    consoleErrors = consoleErrors.filter((text) => !text.includes('400'));

    expect(await page.getByRole('alert').textContent()).toContain('from: expected a date');
  });

  it('shows markup in an article as text', async () => {
    await open('/articles/undated');

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      "<script>alert('fete')</script> & other stories",
    );
  });

  it.each([
    '/',
    '/articles/white-house',
    '/persons/donald-trump',
    '/dead-letters',
    '/dead-letters/articles.raw/3/17',
    '/pipeline',
  ])('fits a phone screen at %s', async (path) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(path);

    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});

describe('the article page', () => {
  it('marks persons, issues, dates and quotes in the text', async () => {
    await open('/articles/white-house');
    const marked = (kind: string) => page.locator(`.body .mark.${kind}`).allTextContents();

    expect(await marked('person')).toEqual(['Keir Starmer', 'Donald Trump', 'David Lammy']);
    expect(await marked('issue')).toEqual(['tariffs', 'Chagos Islands', 'Defence spending', 'Chagos plan']);
    expect(await marked('date')).toEqual(['on Thursday', '2027', 'earlier this week']);
    expect((await marked('quote')).join('')).toBe(
      '“We had a very good meeting about tariffs,”“This is a generational response,”',
    );
    expect(await page.locator('.body .speaker').allTextContents()).toEqual(['Donald Trump', 'Keir Starmer']);
  });

  it('keeps the whole text between the marks', async () => {
    await open('/articles/white-house');
    await page.getByLabel(/^Quotes/).uncheck();

    const text = await page
      .locator('.body')
      .evaluate((body) => (body as unknown as { innerText: string }).innerText);

    expect(text.replaceAll('\n\n', '\n')).toContain(
      'Defence spending will rise to 2.5% by 2027, the prime minister confirmed. “This is a generational response,” Sir Keir said.\nDavid Lammy',
    );
  });

  it('shows the evidence on keyboard focus and hides it on Escape', async () => {
    await open('/articles/white-house');

    await page.locator('.body .mark.date').nth(1).focus();
    expect(await page.getByRole('tooltip').textContent()).toContain('DATE 2027');
    await page.keyboard.press('Escape');

    expect(await page.getByRole('tooltip').count()).toBe(0);
  });

  it('links a name in the text to the person page', async () => {
    await open('/articles/white-house');

    await page.locator('.body').getByRole('link', { name: 'Donald Trump' }).click();
    await page.getByRole('heading', { level: 1, name: 'Donald Trump' }).waitFor();

    expect(await page.getByText('No extensions will be granted,').count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Keir Starmer, 1 article' }).count()).toBe(1);
  });
});

describe('the dead letters page', () => {
  it('lists reasons and opens one letter with its bytes', async () => {
    await open('/dead-letters');
    expect(await titles()).toEqual([
      'OpenSearch refused the document: immense term in url.',
      'Expected a schema id that the registry knows, found 99.',
    ]);

    await page.getByRole('link', { name: 'Expected a schema id' }).click();
    await page.getByRole('heading', { level: 1, name: 'unknown-schema' }).waitFor();
    await page.getByText('000000  00 00 00 00 63').waitFor();
  });

  it('filters by class and words with the keyboard only', async () => {
    await open('/dead-letters');

    await page.getByLabel('Class').focus();
    await page.keyboard.type('immense');
    await page.getByLabel('Reason contains').focus();
    await page.keyboard.type('url');
    await page.keyboard.press('Enter');
    await total('1 message');

    expect(new URL(page.url()).search).toBe('?reason=url&class=immense-term');
    expect(await titles()).toEqual(['OpenSearch refused the document: immense term in url.']);
  });

  it('explains what is wrong with a filter', async () => {
    await page.goto(`${base}/dead-letters?from=soon`);
    await page.getByRole('alert').waitFor();
    consoleErrors = consoleErrors.filter((text) => !text.includes('400'));

    expect(await page.getByRole('alert').textContent()).toContain('from: expected a date');
  });

  it('explains how to enable resending when it is off', async () => {
    const [closed, address] = await serve(null);
    await page.goto(`${address}/dead-letters`);

    await page.getByText('Resending is off on this page.').waitFor();

    expect(await page.getByLabel('Operator key').count()).toBe(0);
    closed.closeAllConnections();
    closed.close();
  });

  it('resends a letter with the operator key and the keyboard only', async () => {
    await open('/dead-letters/articles.raw/3/17');
    await page.getByLabel('Operator key').focus();
    await page.keyboard.type('not-the-operator-key');
    await page.keyboard.press('Enter');
    await page.getByText('Invalid operator key.').waitFor();
    consoleErrors = consoleErrors.filter((text) => !text.includes('401'));

    await page.getByLabel('Operator key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Resend again' }).waitFor();

    await open('/dead-letters?state=redriven');
    await total('1 message');
    await open('/dead-letters');
    await total('1 message');
  });
});

async function open(path: string): Promise<void> {
  await page.goto(base + path);
  await page.locator('main h1, main h2').first().waitFor({ state: 'attached' });
}

function total(text: string): Promise<void> {
  return page.getByRole('heading', { level: 2, name: text, exact: true }).waitFor();
}

function titles(): Promise<string[]> {
  return page.getByRole('heading', { level: 3 }).locator('a').allTextContents();
}

async function serve(allowed: SearchDeps['operators']): Promise<[Server, string]> {
  const app = createSearchApp({
    ask: engine.ask,
    honorifics: readHonorifics(),
    inspect: createInspect(null),
    operators: allowed,
    onFailure: () => undefined,
  });
  const listening = createServer(app).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return [listening, `http://127.0.0.1:${(listening.address() as AddressInfo).port}`];
}
