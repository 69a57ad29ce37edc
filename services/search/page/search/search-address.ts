/** The query parameters of the filters. */
export const FILTERS = ['text', 'person', 'issue', 'source', 'from', 'to', 'mentions', 'story'] as const;

export type Filter = (typeof FILTERS)[number];

/** The address of the first page with `changes`: a string replaces a filter, a list adds values. */
export function address(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | readonly string[]>>,
): string {
  const next = new URLSearchParams(query);
  next.delete('after');
  for (const [name, value] of Object.entries(changes)) {
    if (typeof value !== 'string') {
      for (const one of value) if (!next.getAll(name).includes(one)) next.append(name, one);
    } else if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** The address without one value of a filter. */
export function without(query: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(query);
  next.delete('after');
  next.delete(name, value);
  const text = next.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** The address of another page of the same results. */
export function pageAddress(query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query);
  next.set('after', after);
  return `/?${next.toString()}`;
}
