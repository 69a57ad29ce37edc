import { createHash, timingSafeEqual } from 'node:crypto';

/** The keys that may push, each with its producer. */
export type ApiKeys = readonly ApiKey[];

/** One key; only its SHA-256 hash is kept. */
export interface ApiKey {
  readonly producer: string;
  readonly digest: Buffer;
  /** Whether the configuration contains the key itself instead of its hash. */
  readonly isPlainText: boolean;
}

const PRODUCER = /^[A-Za-z0-9._-]{1,64}$/;
/** `name:key` or `name:sha256:<64 hex digits>`. */
const ENTRY = /^([A-Za-z0-9._-]{1,64}):(?:sha256:([0-9a-f]{64})|(\S{8,}))$/;

/**
 * Reads comma-separated `producer:sha256:<hex>` or `producer:key`. The error for an invalid entry gives its
 * number, never its key.
 */
export function parseApiKeys(text: string): ApiKeys {
  return text.split(',').map((entry, index) => {
    const match = ENTRY.exec(entry.trim());
    if (!match)
      throw new Error(
        `entry ${index + 1}: expected producer:sha256:<hex> or producer:key (8 characters or more)`,
      );
    const [, producer = '', hex, key = ''] = match;
    return hex === undefined
      ? { producer, digest: sha256(key), isPlainText: true }
      : { producer, digest: Buffer.from(hex, 'hex'), isPlainText: false };
  });
}

/**
 * Reads a key file: one `producer:sha256:<hex>` per line; blank lines and lines starting with `#` are
 * skipped. A producer may have several keys, so keys can be rotated without downtime. Errors name the invalid
 * line.
 */
export function parseKeyFile(text: string): ApiKeys {
  return text.split('\n').flatMap((line, index) => {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) return [];
    const hex = ENTRY.exec(entry)?.[2];
    if (hex === undefined)
      throw new Error(`line ${index + 1}: expected producer:sha256:<64 hex digits>, found something else`);
    return parseApiKeys(entry);
  });
}

/** The key file's line for a producer's key. Throws when the producer's name is invalid. */
export function toKeyEntry(producer: string, key: string): string {
  if (!PRODUCER.test(producer))
    throw new Error(
      `producer: expected 1 to 64 of A-Z a-z 0-9 . _ -, found ${JSON.stringify(producer.slice(0, 80))}`,
    );
  return `${producer}:sha256:${sha256(key).toString('hex')}`;
}

/** The producer of a key, or null. Compares in constant time. */
export function producerOf(keys: ApiKeys, key: string): string | null {
  const digest = sha256(key);
  const found = keys.filter((entry) => timingSafeEqual(entry.digest, digest));
  return found[0]?.producer ?? null;
}

/** No salt or stretching: keys from `gazette keys new` are 256 random bits and cannot be guessed. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
