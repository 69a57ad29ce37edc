import { metaOf, type PageDocument } from './page-document.ts';
import { stringsOf } from './json-ld.ts';

/** The BCP 47 tag the page declares, in its usual spelling, otherwise null. */
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

/** Whether the page declares that readers see only a part (schema.org `isAccessibleForFree`, `article:content_tier`). */
export function isPaywalled(page: PageDocument): boolean {
  const free = page.article?.['isAccessibleForFree'];
  if (free === false || /^(?:false|no)$/i.test(stringsOf(free)[0] ?? '')) return true;
  return metaOf(page, ['article:content_tier'])?.toLowerCase() === 'locked';
}
