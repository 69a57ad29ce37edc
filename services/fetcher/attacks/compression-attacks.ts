import { gzipSync } from 'node:zlib';
import { brotliBomb, encoded, gzipBomb, rawBomb } from './compression-bombs.ts';
import { page, tooLarge, type Attack } from './resource-attack.ts';

/** Bodies that grow when they are decompressed. */
export const compressionAttacks: readonly Attack[] = [
  { attack: 'a gzip bomb', kind: 'page', outcome: tooLarge, answer: encoded('gzip', gzipBomb) },
  { attack: 'a deflate bomb', kind: 'page', outcome: tooLarge, answer: encoded('deflate', rawBomb) },
  { attack: 'a brotli bomb', kind: 'page', outcome: tooLarge, answer: encoded('br', brotliBomb) },
  {
    attack: 'a nested bomb',
    kind: 'page',
    outcome: tooLarge,
    answer: encoded('gzip, gzip', gzipSync(gzipBomb)),
  },
  {
    attack: 'a bomb without a declared encoding',
    kind: 'page',
    outcome: tooLarge,
    answer: page(gzipBomb, 'application/gzip'),
  },
  {
    attack: 'four nested encodings',
    kind: 'page',
    outcome: /bad-encoding/,
    answer: encoded('gzip, gzip, gzip, gzip', gzipBomb),
  },
  {
    attack: 'an unrequested zstd body',
    kind: 'page',
    outcome: /bad-encoding/,
    answer: encoded('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])),
  },
];
