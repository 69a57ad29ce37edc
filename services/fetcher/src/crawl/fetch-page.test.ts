import { describe, expect, it } from '@jest/globals';
import { aPage } from '@gazette/schemas/testing';
import { fetchPage } from './fetch-page.ts';
import type { HttpGetOptions, HttpResult } from './http-result.ts';

const NOW = Date.UTC(2025, 1, 27, 12);
const HOUR = 3_600_000;
const text = 'The council met for the third time this month to settle the plans for the harbour. '.repeat(8);

function ok(): HttpResult {
  return {
    kind: 'ok',
    url: aPage().url,
    permanentUrl: null,
    etag: '"v1"',
    lastModified: null,
    maxAgeSeconds: null,
    contentType: 'text/html',
    bytes: Buffer.from(`<html><body><article><h1>Harbour</h1><p>${text}</p></article></body></html>`),
  };
}

const failing = {
  kind: 'failed',
  url: '',
  status: 503,
  reason: 'status',
  detail: '',
  retryAfterMs: null,
} as const;

async function fetched(answer: HttpResult, page: Parameters<typeof aPage>[0] = {}) {
  let sentOptions: HttpGetOptions = {};
  const result = await fetchPage(aPage(page), {
    get: (_url, options = {}) => {
      sentOptions = options;
      return Promise.resolve(answer);
    },
    now: () => NOW,
    random: () => 0.5,
    revisitSeconds: [3600, 21_600],
  });
  return { result, sentOptions };
}

describe('a page', () => {
  it('is revisited for corrections with conditional requests until the last visit', async () => {
    const { result: first } = await fetched(ok());
    const next = first.kind === 'article' ? first.next : null;
    const { result: second, sentOptions } = await fetched(ok(), next ?? {});
    const last = second.kind === 'article' ? second.next : null;
    const { result: third } = await fetched(ok(), last ?? {});

    expect(next).toMatchObject({ visit: 1, notBefore: NOW + HOUR, etag: '"v1"' });
    expect(sentOptions.etag).toBe('"v1"');
    expect(last).toMatchObject({ visit: 2, notBefore: NOW + 5 * HOUR });
    expect(third).toMatchObject({ kind: 'article', next: null });
  });

  it('is not revisited when its article is old', async () => {
    const { result } = await fetched(ok(), { publishedAt: NOW - 72 * HOUR });

    expect(result).toMatchObject({ kind: 'article', next: null });
  });

  it('keeps its validators for the next visit when it has not changed', async () => {
    const { result } = await fetched({ ...ok(), kind: 'not-modified', etag: null } as HttpResult, {
      visit: 1,
      etag: '"v1"',
    });

    expect(result).toMatchObject({ kind: 'unchanged', next: { visit: 2, etag: '"v1"' } });
  });

  it.each([
    {
      case: 'robots.txt forbids it',
      answer: { kind: 'disallowed', url: '' } as const,
      errorClass: 'robots-disallowed',
    },
    { case: 'it is gone', answer: { kind: 'gone', url: '', status: 410 } as const, errorClass: 'page-gone' },
    {
      case: 'its address is not public',
      answer: { kind: 'refused', url: '', reason: '' } as const,
      errorClass: 'refused-address',
    },
    { case: 'it failed too often', answer: failing, page: { attempt: 9 }, errorClass: 'page-unavailable' },
    {
      case: 'robots.txt has been unreadable for too long',
      answer: { ...failing, status: null, reason: 'robots-unreachable' } as const,
      page: { attempt: 9 },
      errorClass: 'robots-unreachable',
    },
  ])(
    'becomes a dead letter with its own reason when $case, except on a re-visit',
    async ({ answer, page, errorClass }) => {
      const { result: first } = await fetched(answer, page);
      const { result: revisit } = await fetched(answer, { ...page, visit: 1 });

      expect(first).toMatchObject({ kind: 'refused', error: { errorClass } });
      expect(revisit).toEqual({ kind: 'unchanged', next: null });
    },
  );

  it('is retried after the delay that its site requests', async () => {
    const { result } = await fetched({ ...failing, retryAfterMs: HOUR });

    expect(result).toMatchObject({ kind: 'again', page: { attempt: 1, notBefore: NOW + HOUR } });
  });
});
