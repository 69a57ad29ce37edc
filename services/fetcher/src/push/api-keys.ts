import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may push: SHA-256 of each key, with the producer it stands for. */
export type ApiKeys = readonly ApiKey[];

/** One key, of which only its hash is kept. */
export interface ApiKey {
  readonly producer: string;
  readonly digest: Buffer;
  /** Whether whoever reads the configuration can read the key. */
  readonly inTheClear: boolean;
}

const PRODUCER = /^[A-Za-z0-9._-]{1,64}$/;
/** `name:key` or `name:sha256:<64 hex digits>`. */
const ENTRY = /^([A-Za-z0-9._-]{1,64}):(?:sha256:([0-9a-f]{64})|(\S{8,}))$/;

/**
 * Reads `producer:sha256:<hex>` or `producer:key`, separated by commas. Throws naming the invalid entry, never
 * its key.
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
      ? { producer, digest: sha256(key), inTheClear: true }
      : { producer, digest: Buffer.from(hex, 'hex'), inTheClear: false };
  });
}

/**
 * Reads a key file: one `producer:sha256:<hex>` per line; blank lines and lines starting with `#` are skipped.
 * A producer may have several keys, so keys can be rotated without a pause. Throws naming the invalid line.
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

/** The line of a key file for a producer's key. Throws when the name cannot be a producer's. */
export function toKeyEntry(producer: string, key: string): string {
  if (!PRODUCER.test(producer))
    throw new Error(
      `producer: expected 1 to 64 of A-Z a-z 0-9 . _ -, found ${JSON.stringify(producer.slice(0, 80))}`,
    );
  return `${producer}:sha256:${sha256(key).toString('hex')}`;
}

/** The producer a key stands for, or null. Compares in constant time. */
export function producerOf(keys: ApiKeys, key: string): string | null {
  const digest = sha256(key);
  const found = keys.filter((entry) => timingSafeEqual(entry.digest, digest));
  return found[0]?.producer ?? null;
}

/** No salt or stretching: keys from `gazette keys new` are 256 random bits and cannot be guessed. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
