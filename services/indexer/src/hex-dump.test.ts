import { expect, it } from '@jest/globals';
import { hexDump } from './hex-dump.ts';

it('writes sixteen bytes per line, with dots for unprintable bytes', () => {
  expect(hexDump(Buffer.from('no avro\u0000, only text'))).toBe(
    [
      '000000  6e 6f 20 61 76 72 6f 00 2c 20 6f 6e 6c 79 20 74  no avro., only t',
      '000010  65 78 74                                         ext',
    ].join('\n'),
  );
});
