/** Deeper than any JSON Feed or JSON-LD. */
const MAX_DEPTH = 100;

/**
 * Parses untrusted JSON; null when it is invalid or nested deeper than {@link MAX_DEPTH}, since nested lists
 * take seventy times as much memory as their text.
 */
export function parseJson(text: string): unknown {
  if (isDeep(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString && unit === BACKSLASH) i++;
    else if (unit === QUOTE) inString = !inString;
    else if (inString) continue;
    else if (unit === OPEN_LIST || unit === OPEN_OBJECT) depth++;
    else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
];
