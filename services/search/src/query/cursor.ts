import { z } from 'zod';
import { badRequest } from './parameters.ts';

const cursorSchema = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.null()])).min(1)]);

/** Encodes the sort values of the last result, opaque to callers and valid for one sort order only. */
export function writeCursor(order: string, sortValues: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([order, sortValues])).toString('base64url');
}

/** Decodes `after`. Throws a 400 problem unless `writeCursor` made it for this order. */
export function readCursor(order: string, after: string): readonly (string | number | null)[] {
  const cursor = cursorSchema.safeParse(parseJson(Buffer.from(after, 'base64url').toString('utf8')));
  if (cursor.success && cursor.data[0] === order) return cursor.data[1];
  const found = cursor.success ? `one in order ${cursor.data[0]}` : JSON.stringify(after.slice(0, 80));
  throw badRequest([
    {
      parameter: 'after',
      detail: `expected the \`next\` of an earlier answer in order ${order}; found ${found}`,
    },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
