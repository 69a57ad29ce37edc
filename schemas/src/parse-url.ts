/**
 * The parsed URL, or null for an invalid one. Node 20 lacks `URL.parse`, and its `URL.canParse` rejects
 * letters such as ü once it is optimised.
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
