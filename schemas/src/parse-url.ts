/**
 * The parsed URL, or null for an invalid one. Once compiled, `URL.canParse` of Node 20 rejects addresses with
 * letters such as ü, and Node 20 lacks `URL.parse`.
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
