import { gzipSync } from 'node:zlib';
import { brotliBomb, encoded, gzipBomb, rawBomb } from './compression-bombs.ts';
import { page, tooLarge, type Attack } from './resource-attack.ts';

/** Bodies that grow when they are decompressed. */
export const compressionAttacks: readonly Attack[] = [
  { attack: 'a gzip bomb', kind: 'page', outcome: tooLarge, answer: encoded('gzip', gzipBomb) },
  { attack: 'a deflate bomb', kind: 'page', outcome: tooLarge, answer: encoded('deflate', rawBomb) },
  { attack: 'a brotli bomb', kind: 'page', outcome: tooLarge, answer: encoded('br', brotliBomb) },
  {
    attack: 'a bomb in a bomb',
    kind: 'page',
    outcome: tooLarge,
    answer: encoded('gzip, gzip', gzipSync(gzipBomb)),
  },
  {
    attack: 'a bomb that names no encoding',
    kind: 'page',
    outcome: tooLarge,
    answer: page(gzipBomb, 'application/gzip'),
  },
  {
    attack: 'four encodings on top of each other',
    kind: 'page',
    outcome: /bad-encoding/,
    answer: encoded('gzip, gzip, gzip, gzip', gzipBomb),
  },
  {
    attack: 'a zstd body, which was not asked for',
    kind: 'page',
    outcome: /bad-encoding/,
    answer: encoded('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])),
  },
];
