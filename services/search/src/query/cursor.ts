import { z } from 'zod';
import { badRequest } from './parameters.ts';

const cursorSchema = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.null()])).min(1)]);

/** The sort values of the last result, opaque to callers and bound to the order they were made in. */
export function writeCursor(order: string, sortValues: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([order, sortValues])).toString('base64url');
}

/** Reads `after`. Throws a 400 problem when it was not made by this service for this order. */
export function readCursor(order: string, after: string): readonly (string | number | null)[] {
  const cursor = cursorSchema.safeParse(parseJson(Buffer.from(after, 'base64url').toString('utf8')));
  if (cursor.success && cursor.data[0] === order) return cursor.data[1];
  const found = cursor.success ? `one of order ${cursor.data[0]}` : JSON.stringify(after.slice(0, 80));
  throw badRequest([
    { parameter: 'after', detail: `expected the next of an answer in order ${order}; found ${found}` },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
