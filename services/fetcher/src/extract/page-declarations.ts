import { metaOf, type PageDocument } from './page-document.ts';
import { stringsOf } from './json-ld.ts';

/** The canonical form of the BCP 47 tag that the page declares, or null. */
export function languageOf(page: PageDocument): string | null {
  const html = page.elements.find(({ name }) => name === 'html');
  const declared =
    html?.attributes['lang'] ??
    html?.attributes['xml:lang'] ??
    stringsOf(page.article?.['inLanguage'])[0] ??
    metaOf(page, ['content-language', 'language', 'og:locale', 'dc.language', 'inlanguage']) ??
    '';
  const tag =
    declared
      .trim()
      .split(/[\s,;]/)[0]
      ?.replace(/_/g, '-') ?? '';
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/** Whether the page declares a paywall (schema.org `isAccessibleForFree`, or `article:content_tier`). */
export function isPaywalled(page: PageDocument): boolean {
  const free = page.article?.['isAccessibleForFree'];
  if (free === false || /^(?:false|no)$/i.test(stringsOf(free)[0] ?? '')) return true;
  return metaOf(page, ['article:content_tier'])?.toLowerCase() === 'locked';
}
