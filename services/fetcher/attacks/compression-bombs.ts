import { constants, createBrotliCompress, deflateRawSync, gzipSync } from 'node:zlib';
import { reply, type Answer } from './hostile-host.ts';

/** A gigabyte of zeros in a megabyte: the same compressed block repeated. */
export const rawBomb = repeated(
  deflateRawSync(Buffer.alloc(10_000_000), { finishFlush: constants.Z_FULL_FLUSH }),
  100,
);
export const gzipBomb = repeated(gzipSync(Buffer.alloc(10_000_000)), 100);
export const brotliBomb = await brotliOf(500);

function repeated(block: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => block));
}

async function brotliOf(megabytes: number): Promise<Buffer> {
  const encoder = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  const zeros = Buffer.alloc(1_000_000);
  const writing = (async () => {
    for (let i = 0; i < megabytes; i += 1) await new Promise((resolve) => encoder.write(zeros, resolve));
    encoder.end();
  })();
  const chunks: Buffer[] = [];
  for await (const chunk of encoder) chunks.push(chunk as Buffer);
  await writing;
  return Buffer.concat(chunks);
}

/** A response whose body has this content encoding. */
export const encoded = (encoding: string, body: Buffer): Answer =>
  reply('200 OK', { 'content-type': 'text/html', 'content-encoding': encoding }, body);
