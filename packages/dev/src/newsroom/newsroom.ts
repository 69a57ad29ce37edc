import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { changedAt } from './markup.ts';
import type { NewsroomArticle } from './parse-article.ts';
import { readArticles } from './read-articles.ts';
import { renderAtom, renderRobots, renderRss, renderSitemap } from './render-feeds.ts';
import { renderArticlePage, renderFrontPage, renderNotice } from './render-pages.ts';

/** Where the newsroom listens and which articles it starts with. */
export interface NewsroomOptions {
  /** TCP port on loopback; 0 selects a free one. */
  readonly port: number;
  /** Folder of article files; the sample articles by default. */
  readonly articlesDir?: string;
}

/** A running news site. Its feeds and pages show changes at once. */
export interface Newsroom {
  /** Origin, without a trailing slash. */
  readonly url: string;
  /** The RSS feed. */
  readonly feedUrl: string;
  /** Adds a story. Throws when its slug or path is taken. */
  publish(article: NewsroomArticle): void;
  /** Replaces a story at the same address. Throws when there is no story with this slug. */
  correct(slug: string, article: NewsroomArticle): void;
  /** Removes a story; its page then answers 410. Throws when there is no story with this slug. */
  remove(slug: string): void;
  /** Stops listening and closes open connections. */
  stop(): Promise<void>;
}

/**
 * Starts a news site on loopback that serves articles from memory. Rejects on a used port or a malformed
 * article.
 */
export async function startNewsroom(options: NewsroomOptions): Promise<Newsroom> {
  const stories = new Map<string, NewsroomArticle>();
  const gone = new Set<string>();
  let base = '';
  let changed = new Date();

  function publish(article: NewsroomArticle): void {
    for (const other of stories.values()) {
      if (other.slug === article.slug)
        throw new Error(`a story with the slug "${article.slug}" is already published`);
      if (other.path === article.path)
        throw new Error(`the path ${article.path} already shows "${other.slug}"`);
    }
    stories.set(article.slug, article);
    gone.delete(article.path);
    changed = new Date();
  }

  function known(slug: string): NewsroomArticle {
    const story = stories.get(slug);
    if (!story) throw new Error(`expected the slug of a published story, found "${slug}"`);
    return story;
  }

  for (const article of (await readArticles(options.articlesDir)).articles) publish(article);

  const server = createServer((request, response) => {
    respond(request, response, { stories: newestFirst(stories.values()), gone, base, changed });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : options.port}`;

  return {
    url: base,
    feedUrl: `${base}/feed.xml`,
    publish,
    correct(slug, article) {
      const { path } = known(slug);
      stories.set(slug, { ...article, slug, path });
      changed = new Date();
    },
    remove(slug) {
      gone.add(known(slug).path);
      stories.delete(slug);
      changed = new Date();
    },
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** A snapshot of the site. */
interface Site {
  readonly stories: readonly NewsroomArticle[];
  readonly gone: ReadonlySet<string>;
  readonly base: string;
  readonly changed: Date;
}

interface Resource {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly lastModified?: Date;
}

function newestFirst(stories: Iterable<NewsroomArticle>): NewsroomArticle[] {
  return [...stories].sort((a, b) => changedAt(b).getTime() - changedAt(a).getTime());
}

function respond(request: IncomingMessage, response: ServerResponse, site: Site): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const resource = find(path, site);
  const etag = `"${createHash('sha256').update(resource.text).digest('hex').slice(0, 32)}"`;
  const headers = {
    etag,
    'cache-control': 'no-cache',
    ...(resource.lastModified ? { 'last-modified': resource.lastModified.toUTCString() } : {}),
  };
  if (resource.status === 200 && isUnchanged(request, etag, resource.lastModified)) {
    response.writeHead(304, headers).end();
    return;
  }
  const bytes = Buffer.from(resource.text);
  response.writeHead(resource.status, {
    ...headers,
    'content-type': `${resource.type}; charset=utf-8`,
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function find(path: string, { stories, gone, base, changed }: Site): Resource {
  const story = stories.find((candidate) => candidate.path === path);
  if (story) {
    const others = stories.filter((other) => other !== story);
    const related = [
      ...others.filter((other) => other.section === story.section),
      ...others.filter((other) => other.section !== story.section),
    ].slice(0, 4);
    return html(200, renderArticlePage(story, related, base), changed);
  }
  if (gone.has(path)) return html(410, renderNotice('This article has been removed'));
  switch (path) {
    case '/':
      return html(200, renderFrontPage(stories), changed);
    case '/feed.xml':
      return {
        status: 200,
        type: 'application/rss+xml',
        text: renderRss(stories, base),
        lastModified: changed,
      };
    case '/atom.xml':
      return {
        status: 200,
        type: 'application/atom+xml',
        text: renderAtom(stories, base),
        lastModified: changed,
      };
    case '/sitemap.xml':
      return {
        status: 200,
        type: 'application/xml',
        text: renderSitemap(stories, base),
        lastModified: changed,
      };
    case '/robots.txt':
      return { status: 200, type: 'text/plain', text: renderRobots(base) };
    default:
      return html(404, renderNotice('Page not found'));
  }
}

function html(status: number, text: string, lastModified?: Date): Resource {
  return { status, type: 'text/html', text, ...(lastModified ? { lastModified } : {}) };
}

/**
 * RFC 9110, 13.2.2: If-None-Match takes precedence over If-Modified-Since, which has a resolution of one
 * second.
 */
function isUnchanged(request: IncomingMessage, etag: string, lastModified: Date | undefined): boolean {
  const tags = request.headers['if-none-match'];
  if (tags !== undefined) {
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return lastModified !== undefined && Math.floor(lastModified.getTime() / 1000) * 1000 <= since;
}
