import { describe, expect, it } from '@jest/globals';
import { feedUrl } from './feed-url.ts';

describe('feedUrl', () => {
  it.each([
    {
      case: 'keeps every parameter',
      text: 'https://ex.org/rss?utm_source=x',
      url: 'https://ex.org/rss?utm_source=x',
    },
    { case: 'normalises the host', text: ' HTTPS://EX.org:443 ', url: 'https://ex.org/' },
    { case: 'drops the fragment', text: 'https://ex.org/rss#top', url: 'https://ex.org/rss' },
    { case: 'keeps a mobile host', text: 'https://m.ex.org/rss', url: 'https://m.ex.org/rss' },
  ])('$case', ({ text, url }) => {
    expect(feedUrl(text)).toBe(url);
  });

  it.each([
    { case: 'a word', text: 'feed', found: 'something else: "feed"' },
    { case: 'another scheme', text: 'ftp://ex.org/feed', found: 'scheme ftp:' },
    { case: 'a password', text: 'https://me:secret@ex.org/feed', found: 'a user name or password in it' },
  ])('refuses $case', ({ text, found }) => {
    expect(() => feedUrl(text)).toThrow(`expected an http or https address, found ${found}`);
  });
});
