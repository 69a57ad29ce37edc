/**
 * An absolute address, or null where it is none. `URL.canParse` of Node 20 denies addresses with letters such as ü once it has been
 * compiled, and `URL.parse` came later.
 *
 * @param base what a relative address is relative to
 */
export function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}
