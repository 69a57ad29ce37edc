import { Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** Why a body cannot be used. */
export class BodyError extends Error {
  readonly reason: 'too-large' | 'bad-encoding' | 'bad-response' | 'connection';

  constructor(reason: BodyError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BodyError';
    this.reason = reason;
  }
}

/** What the response headers declare about the body, and how much of it is read. */
export interface BodyLimits {
  /** `Content-Encoding`. */
  readonly encoding: string | null;
  /** `Content-Length`. */
  readonly length: string | null;
  /** Limit before and after decompression. */
  readonly maxBytes: number;
  /** Truncates a larger body instead of failing. */
  readonly cutOff: boolean;
}

/** The initial buffer, which holds most pages without growing. */
const FIRST_BYTES = 65_536;

/**
 * Reads a body and removes its content encoding. Reading stops at `maxBytes`, both before and after
 * decompression, so a decompression bomb cannot use more memory. A truncated compressed body yields the part
 * that was received.
 *
 * @throws BodyError, and any error of the connection
 */
export async function readBody(body: Readable, limits: BodyLimits): Promise<Uint8Array> {
  try {
    if (Number(limits.length ?? 0) > limits.maxBytes && !limits.cutOff) throw tooLarge(limits.maxBytes);
    const encodings = encodingsOf(limits.encoding);
    let bytes = await collect(body, limits);
    for (const encoding of encodings.reverse()) bytes = await decompress(bytes, encoding, limits);
    // Sitemap files may themselves be gzip-compressed, apart from the content encoding.
    return isGzip(bytes) ? await decompress(bytes, 'gzip', limits) : bytes;
  } finally {
    body.on('error', () => undefined);
    body.destroy();
  }
}

function encodingsOf(header: string | null): string[] {
  const encodings = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim().replace(/^x-/, ''))
    .filter(
      (encoding) => encoding !== '' && encoding !== 'identity' && encoding !== 'none' && encoding !== 'utf-8',
    );
  const unknown = encodings.find((encoding) => !['gzip', 'deflate', 'br'].includes(encoding));
  if (unknown !== undefined)
    throw new BodyError('bad-encoding', `content encoding ${JSON.stringify(unknown.slice(0, 50))}`);
  if (encodings.length > 2)
    throw new BodyError('bad-encoding', `${encodings.length} nested content encodings`);
  return encodings;
}

/**
 * Copies each chunk: a one-byte chunk may keep its whole network buffer alive, such as long chunk extensions.
 */
async function collect(stream: AsyncIterable<unknown>, { maxBytes, cutOff }: BodyLimits): Promise<Buffer> {
  let held = Buffer.allocUnsafe(Math.min(FIRST_BYTES, maxBytes));
  let length = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new BodyError('bad-response', 'a body that is not bytes');
    const sent = length + chunk.byteLength;
    if (sent > maxBytes && !cutOff) throw tooLarge(maxBytes);
    const kept = Math.min(sent, maxBytes);
    if (kept > held.byteLength) {
      const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(kept, held.byteLength * 2)));
      held.copy(larger, 0, 0, length);
      held = larger;
    }
    held.set(chunk.subarray(0, kept - length), length);
    length = kept;
    if (sent > maxBytes) break;
  }
  return held.subarray(0, length);
}

async function decompress(bytes: Buffer, encoding: string, limits: BodyLimits): Promise<Buffer> {
  // Some servers declare an encoding but send plain text.
  if (bytes.byteLength === 0 || (encoding === 'gzip' && !isGzip(bytes))) return bytes;
  const decoder = decoderFor(encoding, bytes);
  try {
    return await collect(Readable.from([bytes]).pipe(decoder), limits);
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError(
      'bad-encoding',
      `not ${encoding}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    decoder.destroy();
  }
}

/** Flushing instead of finishing at the end accepts a truncated body. */
function decoderFor(encoding: string, bytes: Buffer): Transform {
  if (encoding === 'br') return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  if (encoding === 'gzip') return createGunzip(options);
  // "deflate" means zlib (RFC 9110, 8.4.1.2), but some servers send raw deflate.
  return ((bytes[0] ?? 0) & 0x0f) === 8 ? createInflate(options) : createInflateRaw(options);
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('too-large', `the body is larger than ${maxBytes} bytes`);
}
