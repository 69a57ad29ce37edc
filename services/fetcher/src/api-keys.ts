import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may push: SHA-256 of each key, with the producer it stands for. */
export type ApiKeys = readonly { readonly producer: string; readonly digest: Buffer }[];

/** `name:key` or `name:sha256:<64 hex digits>`, so that a key need not be at rest in the clear. */
const ENTRY = /^([A-Za-z0-9._-]{1,64}):(?:sha256:([0-9a-f]{64})|(\S{8,}))$/;

/** Reads `producer:key` pairs separated by commas. Throws naming the entry (never its key) that does not fit. */
export function parseApiKeys(text: string): ApiKeys {
  return text.split(',').map((entry, index) => {
    const match = ENTRY.exec(entry.trim());
    if (!match)
      throw new Error(
        `entry ${index + 1}: expected producer:key (8 characters or more) or producer:sha256:<hex>`,
      );
    const [, producer = '', hex, key = ''] = match;
    return { producer, digest: hex === undefined ? sha256(key) : Buffer.from(hex, 'hex') };
  });
}

/** The producer a key stands for, or null. Compares in constant time. */
export function producerOf(keys: ApiKeys, key: string): string | null {
  const digest = sha256(key);
  const found = keys.filter((entry) => timingSafeEqual(entry.digest, digest));
  return found[0]?.producer ?? null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
