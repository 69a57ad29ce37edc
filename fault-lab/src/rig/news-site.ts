import { startHttpServer } from '@gazette/e2e/support/http-server';
import type { Story } from '../traffic/story.ts';

/** A news site on loopback with feeds. Changes are visible immediately. */
export interface NewsSite {
  /** `host:port`, for the fetcher's list of hosts it may visit. */
  readonly host: string;
  readonly feedUrls: readonly string[];
  readonly urlOf: (slug: string) => string;
  /** Publishes a story, or replaces its text at the same address. */
  readonly publish: (slug: string, story: Story) => void;
  /** Stories whose current text has not been fetched. */
  readonly unread: () => readonly string[];
  /** Whether a story's current text is still shown {@link PROMISED_AFTER_MS} after it was first fetched. */
  readonly wasKept: (slug: string) => boolean;
  readonly stop: () => Promise<void>;
}

interface Page {
  readonly story: Story;
  readonly feed: number;
}

const FEEDS = 3;
/** A fetcher that crashed has read a text again by then, so its version must be found. */
const PROMISED_AFTER_MS = 90_000;
/** A feed shows this many of its newest changes, and all stories whose current text is unfetched. */
const SHOWN = 30;

/** Starts the site on a free port. */
export async function startNewsSite(): Promise<NewsSite> {
  /** In the order of their last change. */
  const pages = new Map<string, Page>();
  /** The last fetched text of each story. */
  const fetched = new Map<string, Story>();
  /** When that text was first fetched, in milliseconds since the epoch. */
  const fetchedAt = new Map<string, number>();

  function isUnread(slug: string): boolean {
    return !isSame(fetched.get(slug), pages.get(slug)?.story);
  }

  const server = await startHttpServer((request, response) => {
    const path = new URL(request.url ?? '/', base).pathname;
    const feed = /^\/feed-(\d)\.xml$/.exec(path)?.[1];
    const slug = /^\/story\/(.+)$/.exec(path)?.[1] ?? '';
    const page = pages.get(slug);
    if (feed !== undefined) {
      const all = [...pages].filter(([, { feed: own }]) => own === Number(feed));
      const shown = all.filter(([name], place) => isUnread(name) || place >= all.length - SHOWN);
      response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' });
      response.end(rss(shown, base));
    } else if (page) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(html(page.story, `${base}${path}`), () => {
        const isFirst = !isSame(fetched.get(slug), page.story);
        fetched.set(slug, page.story);
        if (isFirst) fetchedAt.set(slug, Date.now());
      });
    } else response.writeHead(404).end();
  });
  const base = `http://${server.host}`;

  return {
    host: server.host,
    feedUrls: Array.from({ length: FEEDS }, (_, feed) => `${base}/feed-${feed}.xml`),
    urlOf: (slug) => `${base}/story/${slug}`,
    publish: (slug, story) => {
      const feed = pages.get(slug)?.feed ?? pages.size % FEEDS;
      pages.delete(slug);
      pages.set(slug, { story, feed });
    },
    unread: () => [...pages.keys()].filter(isUnread),
    wasKept: (slug) => !isUnread(slug) && Date.now() - (fetchedAt.get(slug) ?? Infinity) >= PROMISED_AFTER_MS,
    stop: server.stop,
  };
}

function isSame(a: Story | undefined, b: Story | undefined): boolean {
  return a?.title === b?.title && a?.modifiedAt === b?.modifiedAt;
}

function rss(pages: readonly (readonly [string, Page])[], base: string): string {
  const items = pages.map(([slug, { story }]) => {
    const url = `${base}/story/${slug}`;
    return `<item><title>${story.title}</title><link>${url}</link><guid isPermaLink="true">${url}</guid><pubDate>${new Date(story.publishedAt).toUTCString()}</pubDate><atom:updated>${story.modifiedAt}</atom:updated></item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Fault Courier</title><link>${base}/</link><description>Stories of a test</description>
${items.reverse().join('\n')}
</channel></rss>`;
}

function html(story: Story, url: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${story.title}</title><link rel="canonical" href="${url}">
<meta property="og:type" content="article"><meta property="og:title" content="${story.title}"><meta name="author" content="${story.byline ?? ''}">
<meta property="article:published_time" content="${story.publishedAt}"><meta property="article:modified_time" content="${story.modifiedAt}"></head>
<body><nav><a href="/">Home</a></nav><main><article><h1>${story.title}</h1>
${story.body
  .split('\n')
  .map((paragraph) => `<p>${paragraph}</p>`)
  .join('\n')}
</article></main><footer>All stories were written for a test.</footer></body></html>`;
}
