import { escapeMarkup as x, OUTLET, summaryOf } from './markup.ts';
import { paragraphsOf, type NewsroomArticle } from './parse-article.ts';

const sections = ['World', 'Politics', 'Business', 'Society', 'Science', 'Sport'];

/**
 * A story as news sites serve it. Metadata, navigation, share bar, caption, related links, newsletter box and
 * cookie notice make extraction realistic. `base` is the server's origin without a trailing slash.
 */
export function renderArticlePage(
  article: NewsroomArticle,
  related: readonly NewsroomArticle[],
  base: string,
): string {
  const url = base + article.path;
  return page(
    article.language,
    `<title>${x(article.title)} | ${x(article.section)} | ${OUTLET}</title>
${metadata(article, url)}`,
    `<main id="main" class="content__main">
<article class="story" data-component="article">
<nav class="breadcrumb" aria-label="Breadcrumb"><a href="/">Home</a> &rsaquo; <a href="/?section=${encodeURIComponent(article.section)}">${x(article.section)}</a></nav>
<header class="story__header">
<h1 class="story__headline">${x(article.title)}</h1>
<div class="story__meta">
<p class="byline">By <a rel="author" href="/profile">${x(article.byline)}</a></p>
<p class="dateline">${timeTags(article)}</p>
</div>
${shareBar(url)}
</header>
<figure class="story__lead-image">
<img src="${base}/images/lead.jpg" alt="" width="1240" height="744" loading="lazy">
<figcaption class="caption">${captions[article.title.length % captions.length] ?? ''} <span class="credit">Photograph: Sample Courier Pictures</span></figcaption>
</figure>
<div class="story__body" itemprop="articleBody">
${bodyBlocks(article, related[0]).join('\n')}
</div>
<ul class="tags"><li><a href="/?section=${encodeURIComponent(article.section)}">${x(article.section)}</a></li><li><a href="/">Latest</a></li></ul>
${shareBar(url)}
</article>
<aside class="related" aria-label="Related stories">
<h2>More on this story</h2>
<ul>
${related.map((other) => `<li><a href="${x(other.path)}"><h3>${x(other.title)}</h3></a></li>`).join('\n')}
</ul>
</aside>
</main>`,
  );
}

/** The front page: headline and lead of every story, in the order given. Its head links to the feeds. */
export function renderFrontPage(articles: readonly NewsroomArticle[]): string {
  const cards = articles.map(
    (article) => `<section class="card">
<h2><a href="${x(article.path)}">${x(article.title)}</a></h2>
<p>${x(summaryOf(article))}</p>
<time datetime="${x(article.publishedAt)}">${x(article.publishedAt.slice(0, 10))}</time>
</section>`,
  );
  return page(
    'en',
    `<title>${OUTLET}</title>\n<meta name="description" content="Sample articles for tests and demonstrations">`,
    `<main id="main">\n${cards.join('\n')}\n</main>`,
  );
}

/** The page of an error, such as 404. */
export function renderNotice(heading: string): string {
  return page(
    'en',
    `<title>${x(heading)} | ${OUTLET}</title>\n<meta name="robots" content="noindex">`,
    `<main id="main"><h1>${x(heading)}</h1><p><a href="/">Go to the front page</a></p></main>`,
  );
}

const captions = [
  'A file picture of the building where the talks are to be held.',
  'The decision has been expected for some months.',
  'Officials are due to publish more details in due course.',
];

function page(language: string, head: string, main: string): string {
  return `<!DOCTYPE html>
<html lang="${x(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
<link rel="alternate" type="application/rss+xml" title="${OUTLET}" href="/feed.xml">
<link rel="alternate" type="application/atom+xml" title="${OUTLET} (Atom)" href="/atom.xml">
<style>body{font:1.1rem/1.5 Georgia,serif;margin:0 auto;max-width:44rem;padding:0 1rem}</style>
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<div class="cookie-banner" role="dialog" aria-label="Cookies"><p>We use cookies to keep this site working. <button type="button">Accept all</button> <button type="button">Manage my choices</button></p></div>
<header class="masthead">
<a class="logo" href="/">${OUTLET}</a>
<p class="masthead__strap">Independent samples since 2024</p>
<nav aria-label="Sections"><ul>${sections.map((name) => `<li><a href="/?section=${name}">${name}</a></li>`).join('')}</ul></nav>
<form action="/search" role="search"><label for="q">Search</label> <input id="q" name="q" type="search"></form>
</header>
${main}
<footer class="site-footer">
<ul><li><a href="/about">About us</a></li><li><a href="/contact">Contact us</a></li><li><a href="/privacy">Privacy policy</a></li><li><a href="/terms">Terms &amp; conditions</a></li></ul>
<p>Sample text written for tests and demonstrations. It is not reporting, and its quotations must not be relied on.</p>
<p>&copy; ${OUTLET}. All rights reserved.</p>
</footer>
<script>document.querySelectorAll('.cookie-banner button').forEach((b) => b.addEventListener('click', () => b.closest('.cookie-banner').remove()));</script>
</body>
</html>
`;
}

function metadata(article: NewsroomArticle, url: string): string {
  const summary = x(summaryOf(article));
  const modified = article.modifiedAt;
  return `<link rel="canonical" href="${x(url)}">
<meta name="description" content="${summary}">
<meta name="author" content="${x(article.byline)}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="${OUTLET}">
<meta property="og:title" content="${x(article.title)}">
<meta property="og:description" content="${summary}">
<meta property="og:url" content="${x(url)}">
<meta property="article:published_time" content="${x(article.publishedAt)}">
${modified === undefined ? '' : `<meta property="article:modified_time" content="${x(modified)}">\n`}<meta property="article:section" content="${x(article.section)}">
<meta name="twitter:card" content="summary_large_image">
<script type="application/ld+json">${jsonLd(article, url)}</script>`;
}

function jsonLd(article: NewsroomArticle, url: string): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: article.title,
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url },
    datePublished: article.publishedAt,
    dateModified: article.modifiedAt ?? article.publishedAt,
    inLanguage: article.language,
    articleSection: article.section,
    author: [{ '@type': 'Person', name: article.byline }],
    publisher: { '@type': 'NewsMediaOrganization', name: OUTLET },
    isAccessibleForFree: true,
  };
  // A `</script>` in the text would end the script element.
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function timeTags(article: NewsroomArticle): string {
  const published = `<time datetime="${x(article.publishedAt)}">${readable(article.publishedAt)}</time>`;
  if (article.modifiedAt === undefined) return published;
  return `${published} <span class="modified">Last modified <time datetime="${x(article.modifiedAt)}">${readable(article.modifiedAt)}</time></span>`;
}

function readable(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
}

function shareBar(url: string): string {
  const link = encodeURIComponent(url);
  return `<div class="share-bar"><span>Share this article</span><ul><li><a href="mailto:?body=${link}">Email</a></li><li><a href="/share?to=social&amp;u=${link}">Share on social media</a></li><li><button type="button">Copy link</button></li></ul></div>`;
}

function bodyBlocks(article: NewsroomArticle, inset: NewsroomArticle | undefined): string[] {
  const blocks: string[] = [];
  for (const [index, paragraph] of paragraphsOf(article.body).entries()) {
    if (index === 3 && inset) {
      blocks.push(
        `<aside class="inset"><p>Read more: <a href="${x(inset.path)}">${x(inset.title)}</a></p></aside>`,
      );
    }
    if (index === 6) blocks.push(NEWSLETTER_BOX);
    blocks.push(isSubheading(paragraph) ? `<h2>${x(paragraph)}</h2>` : `<p>${x(paragraph)}</p>`);
  }
  return blocks;
}

const NEWSLETTER_BOX = `<div class="newsletter" data-component="newsletter"><h4>Sign up to Morning Courier</h4><p>Our daily email breaks down the key stories of the day, telling you what is happening and why it matters.</p><form action="/newsletter"><label for="mail">Your email address</label> <input id="mail" name="mail" type="email"> <button>Sign up</button></form><p class="small">By signing up you agree to our terms of service and privacy policy.</p></div>`;

function isSubheading(paragraph: string): boolean {
  return paragraph.length <= 60 && !/[.!?:,;…”"’']$/.test(paragraph);
}
