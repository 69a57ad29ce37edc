import { describe, expect, it } from '@jest/globals';
import { canonicalFor, canonicalUrl } from './canonical-url.ts';

describe('canonicalUrl', () => {
  it.each([
    {
      case: 'drops tracking parameters',
      url: 'https://ex.org/a?utm_source=x&fbclid=1',
      expected: 'https://ex.org/a',
    },
    {
      case: 'keeps parameters that select the page',
      url: 'https://ex.org/?id=7&b=2',
      expected: 'https://ex.org/?id=7&b=2',
    },
    {
      case: 'keeps the order of parameters',
      url: 'https://ex.org/a?z=1&a=2',
      expected: 'https://ex.org/a?z=1&a=2',
    },
    {
      case: 'drops a source parameter with the value rss',
      url: 'https://ex.org/a?source=rss',
      expected: 'https://ex.org/a',
    },
    {
      case: 'keeps a source parameter with another value',
      url: 'https://ex.org/a?source=paris',
      expected: 'https://ex.org/a?source=paris',
    },
    { case: 'drops fragments', url: 'https://ex.org/a#comments', expected: 'https://ex.org/a' },
    { case: 'drops default ports', url: 'https://ex.org:443/a', expected: 'https://ex.org/a' },
    { case: 'keeps other ports', url: 'http://ex.org:8080/a', expected: 'http://ex.org:8080/a' },
    {
      case: 'writes the host in lower case without a trailing dot',
      url: 'HTTPS://EX.org./A',
      expected: 'https://ex.org/A',
    },
    {
      case: 'resolves relative addresses',
      url: '../b',
      base: 'https://ex.org/x/y/z',
      expected: 'https://ex.org/x/b',
    },
    {
      case: 'writes mobile hosts as www',
      url: 'https://m.example.com/a',
      expected: 'https://www.example.com/a',
    },
    {
      case: 'drops a mobile label inside the host',
      url: 'https://en.m.example.org/a',
      expected: 'https://en.example.org/a',
    },
    { case: 'keeps a site that is called m', url: 'https://m.co.uk/a', expected: 'https://m.co.uk/a' },
    { case: 'drops a trailing amp', url: 'https://ex.org/story/amp/', expected: 'https://ex.org/story' },
    { case: 'drops a leading amp', url: 'https://ex.org/amp/story', expected: 'https://ex.org/story' },
    {
      case: 'drops an amp extension',
      url: 'https://ex.org/story.amp.html?amp=1',
      expected: 'https://ex.org/story.html',
    },
    { case: 'keeps a page called amp', url: 'https://ex.org/amp', expected: 'https://ex.org/amp' },
    {
      case: 'leaves the AMP cache',
      url: 'https://ex-org.cdn.ampproject.org/c/s/ex.org/a?b=1',
      expected: 'https://ex.org/a?b=1',
    },
    {
      case: "leaves Google's AMP viewer",
      url: 'https://www.google.com/amp/s/ex.org/a',
      expected: 'https://ex.org/a',
    },
    {
      case: 'drops session ids',
      url: 'https://ex.org/a;jsessionid=1F?PHPSESSID=2',
      expected: 'https://ex.org/a',
    },
    {
      case: 'drops quotes and spaces copied with the address',
      url: ' "https://ex.org/a%22%20" ',
      expected: 'https://ex.org/a',
    },
    { case: 'drops an empty query', url: 'https://ex.org/a?&', expected: 'https://ex.org/a' },
    { case: 'drops index pages', url: 'https://ex.org/a/index.html', expected: 'https://ex.org/a/' },
    {
      case: 'normalises escapes',
      url: 'https://ex.org/%7eann/%c3%a9?q=%2f',
      expected: 'https://ex.org/~ann/%C3%A9?q=%2F',
    },
    {
      case: 'writes international hosts in ASCII',
      url: 'https://bücher.example/a',
      expected: 'https://xn--bcher-kva.example/a',
    },
  ])('$case', ({ url, base, expected }) => {
    expect(canonicalUrl(url, base)).toBe(expected);
    expect(canonicalUrl(expected)).toBe(expected);
  });

  it.each([
    { url: 'javascript:alert(1)', found: 'scheme javascript:' },
    { url: 'file:///etc/passwd', found: 'scheme file:' },
    { url: 'https://ann:secret@ex.org/', found: 'a user name or password' },
    { url: '  ', found: 'nothing' },
    { url: 'no address', found: 'something else' },
    { url: 'http://', found: 'something else' },
  ])('refuses $url and reports the reason', ({ url, found }) => {
    expect(() => canonicalUrl(url)).toThrow(found);
  });
});

describe('canonicalFor', () => {
  const page = 'https://news.example.co.uk/story?page=2';
  it.each([
    {
      case: 'accepts another host of the site',
      claim: 'https://www.example.co.uk/story',
      expected: 'https://www.example.co.uk/story',
    },
    { case: 'accepts a relative address', claim: '/story', expected: 'https://news.example.co.uk/story' },
    { case: 'rejects another site', claim: 'https://other.co.uk/story', expected: page },
    {
      case: 'rejects the front page as the address of a story',
      claim: 'https://www.example.co.uk/',
      expected: page,
    },
    { case: 'rejects a link that is not a web address', claim: 'javascript:void(0)', expected: page },
    { case: 'uses the page’s address without a canonical link', claim: null, expected: page },
  ])('$case', ({ claim, expected }) => {
    expect(canonicalFor(page, claim)).toBe(expected);
  });

  it('treats two blogs of one platform as two sites', () => {
    expect(canonicalFor('https://a.blogspot.com/x', 'https://b.blogspot.com/x')).toBe(
      'https://a.blogspot.com/x',
    );
  });
});
