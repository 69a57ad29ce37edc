import { createHash } from 'node:crypto';

/** What of a record must stay as it was when it becomes a dead letter. */
export interface Original {
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** SHA-256, hex, over a record's key, value and `producer` header, each of which may be missing, which is not the same as empty. */
export function digestOf({ key, value, headers = {} }: Original): string {
  const producer = headers['producer'];
  const parts = [key, value, producer].map((part) => (part == null ? null : Buffer.from(part)));
  const hash = createHash('sha256').update(JSON.stringify(parts.map((part) => part?.length ?? null)));
  for (const part of parts) hash.update(part ?? '');
  return hash.digest('hex');
}
