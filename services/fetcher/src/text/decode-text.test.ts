import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeText } from './decode-text.ts';

describe('decodeText', () => {
  const text = '<p>“Zürich” – 5 €</p>';
  it.each([
    { case: 'UTF-8 that declares nothing', bytes: Buffer.from(text), type: null },
    { case: 'UTF-8 that declares Latin-1', bytes: Buffer.from(text), type: 'text/html; charset=iso-8859-1' },
    { case: 'UTF-8 with a byte order mark', bytes: Buffer.from(`\ufeff${text}`), type: null },
    {
      case: 'windows-1252 declared in the header',
      bytes: iconv.encode(text, 'windows-1252'),
      type: 'text/html; charset=windows-1252',
    },
    {
      case: 'windows-1252 that declares Latin-1',
      bytes: iconv.encode(text, 'windows-1252'),
      type: 'text/html; charset="ISO-8859-1"',
    },
    {
      case: 'windows-1252 that declares UTF-8',
      bytes: iconv.encode(text, 'windows-1252'),
      type: 'text/html; charset=utf-8',
    },
    { case: 'windows-1252 that declares nothing', bytes: iconv.encode(text, 'windows-1252'), type: null },
    {
      case: 'UTF-16 with a byte order mark',
      bytes: iconv.encode(text, 'utf-16le', { addBOM: true }),
      type: null,
    },
    { case: 'UTF-16 without a byte order mark', bytes: iconv.encode(text, 'utf-16be'), type: null },
    { case: 'an unknown encoding', bytes: Buffer.from(text), type: 'text/html; charset=klingon' },
  ])('reads $case', ({ bytes, type }) => {
    expect(decodeText(bytes, type)).toBe(text);
  });

  it.each([
    { label: 'windows-1251', text: '<meta charset="windows-1251">Москва' },
    { label: 'shift_jis', text: '<meta charset="x-sjis">東京' },
    { label: 'gbk', text: "<?xml version='1.0' encoding='gb2312'?>北京" },
    {
      label: 'euc-kr',
      text: '<meta http-equiv="content-type" content="text/html; charset=ks_c_5601-1987">서울',
    },
  ])('uses the declaration in the document: $label', ({ label, text: own }) => {
    expect(decodeText(iconv.encode(own, label), 'text/html')).toBe(own);
  });
});
