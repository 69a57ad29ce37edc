import { beforeAll, describe, expect, it } from '@jest/globals';
import { crawl, type Crawled } from '../support/crawl/crawl.ts';

const HOSTS = 20;
const FEEDS_PER_HOST = 5;
const HOST_DELAY_MS = 40;

let crawled: Crawled;

beforeAll(async () => {
  crawled = await crawl({
    hosts: HOSTS,
    feedsPerHost: FEEDS_PER_HOST,
    articlesPerFeed: 4,
    instances: 2,
    hostDelayMs: HOST_DELAY_MS,
    withinMs: 120_000,
  });
});

describe('a crawl of twenty hosts by two fetchers, one of them killed half-way', () => {
  it('every page arrives exactly once, and nothing else arrives', () => {
    const { expected, arrived, doubled, unexpected } = crawled;

    expect({ expected, arrived, doubled, unexpected }).toEqual({
      expected: 400,
      arrived: 400,
      doubled: 0,
      unexpected: 0,
    });
  });

  it('the fetchers never visit a host at the same time and keep the pause between visits', () => {
    expect(crawled.visits).toMatchObject({ overlaps: 0, hurries: 0 });
    expect(Object.keys(crawled.visits.byVisitor).sort()).toEqual(['CrawlerA', 'CrawlerB']);
  });

  it('the fetchers read robots.txt first and turn forbidden pages into dead letters', () => {
    expect(crawled.visits.forbidden).toBe(0);
    expect(crawled.deadLetters).toBeGreaterThanOrEqual(HOSTS * FEEDS_PER_HOST);
  });

  it('the fetchers visit many hosts at once', () => {
    expect(crawled.visits.mostAtOnce).toBeGreaterThan(1);
  });
});
