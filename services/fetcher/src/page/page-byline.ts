import { isObject, stringsOf } from './json-ld.ts';
import { metaOf, type PageDocument } from './page-document.ts';

export function findByline(page: PageDocument): string | null {
  const author = page.article?.['author'];
  const names = (Array.isArray(author) ? author : [author]).flatMap((a) =>
    isObject(a) ? stringsOf(a['name']) : stringsOf(a),
  );
  return names.join(', ') || metaOf(page, ['author', 'parsely-author', 'sailthru.author']);
}
