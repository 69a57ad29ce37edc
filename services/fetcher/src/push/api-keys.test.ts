import { describe, expect, it } from '@jest/globals';
import { parseApiKeys, parseKeyFile, producerOf, toKeyEntry } from './api-keys.ts';

describe('parseApiKeys', () => {
  it('finds the producer of a key stored in plain text or as a hash', () => {
    const keys = parseApiKeys(`reuters:a-key-of-reuters, ${toKeyEntry('afp', 'a-key-of-afp')}`);

    expect(keys.map(({ producer, isPlainText }) => [producer, isPlainText])).toEqual([
      ['reuters', true],
      ['afp', false],
    ]);
    expect(producerOf(keys, 'a-key-of-reuters')).toBe('reuters');
    expect(producerOf(keys, 'a-key-of-afp')).toBe('afp');
    expect(producerOf(keys, 'an-unknown-key')).toBeNull();
  });

  it.each(['reuters', 'reuters:short', 're uters:a-key-of-reuters', 'afp:a-key-of-afp,'])(
    'refuses the entry %j and does not repeat it in the error',
    (text) => {
      expect(() => parseApiKeys(text)).toThrow(/^entry [12]: expected producer:sha256:<hex> or producer:key/);
    },
  );
});

describe('parseKeyFile', () => {
  it('reads one entry per line and allows a producer two keys', () => {
    const keys = parseKeyFile(
      `# Reuters\n${toKeyEntry('reuters', 'the old key')}\r\n${toKeyEntry('reuters', 'the new key')}\n\n`,
    );

    expect([producerOf(keys, 'the old key'), producerOf(keys, 'the new key')]).toEqual([
      'reuters',
      'reuters',
    ]);
  });

  it('names the line of a plain-text key without repeating the key', () => {
    expect(() => parseKeyFile('# keys\nreuters:a-key-of-reuters\n')).toThrow(
      'line 2: expected producer:sha256:<64 hex digits>, found something else',
    );
  });
});

describe('toKeyEntry', () => {
  it('refuses an invalid producer name', () => {
    expect(() => toKeyEntry('re:uters', 'key')).toThrow('producer: expected 1 to 64 of A-Z');
  });
});
