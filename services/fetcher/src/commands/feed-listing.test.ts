import { describe, expect, it } from '@jest/globals';
import type { Feed, FeedState } from '@gazette/schemas';
import { printFeeds, toListedFeed } from './feed-listing.ts';

const feed: Feed = {
  url: 'https://ex.org/feed.xml',
  source: null,
  paused: false,
  minIntervalSeconds: 60,
  addedAt: Date.UTC(2025, 1, 1),
  handedOver: null,
};
const state: FeedState = {
  url: feed.url,
  location: null,
  etag: null,
  lastModified: null,
  polledAt: Date.UTC(2025, 1, 1, 9),
  nextPollAt: Date.UTC(2025, 1, 1, 9, 5),
  intervalSeconds: 300,
  failures: 0,
  lastError: null,
  gone: false,
  title: 'The Example',
  origin: null,
  servedAskedAt: null,
  seen: [],
};

describe('printFeeds', () => {
  it.each([
    {
      case: 'a feed that has not been polled yet',
      listed: toListedFeed(feed, null),
      expected: 'https://ex.org/feed.xml\n  active, not polled yet\n',
    },
    {
      case: 'a polled feed under its own title',
      listed: toListedFeed(feed, state),
      expected:
        'https://ex.org/feed.xml\n  active, The Example, polled 2025-02-01 09:00:00 UTC, next 2025-02-01 09:05:00 UTC\n',
    },
    {
      case: 'a paused feed without a next poll',
      listed: toListedFeed({ ...feed, source: 'Ex', paused: true }, state),
      expected: 'https://ex.org/feed.xml\n  paused, Ex, polled 2025-02-01 09:00:00 UTC\n',
    },
    {
      case: 'the reason for failed polls',
      listed: toListedFeed(feed, {
        ...state,
        title: null,
        polledAt: null,
        failures: 2,
        lastError: 'HTTP 500',
      }),
      expected:
        'https://ex.org/feed.xml\n  active, not polled yet, next 2025-02-01 09:05:00 UTC, 2 failed in a row\n  last error: HTTP 500\n',
    },
    {
      case: 'a feed that is gone',
      listed: toListedFeed(feed, { ...state, gone: true, lastError: 'HTTP 410' }),
      expected:
        'https://ex.org/feed.xml\n  gone, The Example, polled 2025-02-01 09:00:00 UTC\n  last error: HTTP 410\n',
    },
    {
      case: 'the new address of a feed that moved',
      listed: toListedFeed({ ...feed, paused: true }, { ...state, location: 'https://new.example/feed' }),
      expected:
        'https://ex.org/feed.xml\n  paused, The Example, polled 2025-02-01 09:00:00 UTC, moved to https://new.example/feed\n',
    },
    {
      case: 'a feed found through a redirect',
      listed: toListedFeed(
        {
          ...feed,
          url: 'https://new.example/feed',
          handedOver: { origin: feed.url, askedAt: feed.addedAt, permanent: true, hops: 1 },
        },
        null,
      ),
      expected: 'https://new.example/feed\n  active, not polled yet, found through https://ex.org/feed.xml\n',
    },
  ])('shows $case', ({ listed, expected }) => {
    expect(printFeeds([listed])).toBe(expected);
  });

  it('explains how to add the first feed', () => {
    expect(printFeeds([])).toContain('gazette feeds add URL');
  });
});
