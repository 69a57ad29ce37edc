/**
 * The parsed URL, or null for an invalid one. In Node 20, `URL.canParse` wrongly rejects letters such as ü once
 * it is optimised, and `URL.parse` does not exist.
 *
 * @param base the address that a relative `url` is resolved against
 */
export function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}
