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

describe('two fetchers on twenty hosts, one of them killed half way', () => {
  it('bring every page once, and nothing else', () => {
    const { expected, arrived, doubled, unexpected } = crawled;

    expect({ expected, arrived, doubled, unexpected }).toEqual({
      expected: 400,
      arrived: 400,
      doubled: 0,
      unexpected: 0,
    });
  });

  it('never visit a host at the same time, and keep the pause, as the hosts saw it', () => {
    expect(crawled.visits).toMatchObject({ overlaps: 0, hurries: 0 });
    expect(Object.keys(crawled.visits.byVisitor).sort()).toEqual(['CrawlerA', 'CrawlerB']);
  });

  it('read each robots.txt first and ask for nothing that it forbids, which becomes a dead letter', () => {
    expect(crawled.visits.forbidden).toBe(0);
    expect(crawled.deadLetters).toBeGreaterThanOrEqual(HOSTS * FEEDS_PER_HOST);
  });

  it('visit many hosts at once', () => {
    expect(crawled.visits.mostAtOnce).toBeGreaterThan(1);
  });
});
