import { describe, expect, it } from '@jest/globals';
import { parseApiKeys, parseKeyFile, producerOf, toKeyEntry } from './api-keys.ts';

describe('parseApiKeys', () => {
  it('knows a producer by its key, given in the clear or as its hash', () => {
    const keys = parseApiKeys(`reuters:a-key-of-reuters, ${toKeyEntry('afp', 'a-key-of-afp')}`);

    expect(keys.map(({ producer, inTheClear }) => [producer, inTheClear])).toEqual([
      ['reuters', true],
      ['afp', false],
    ]);
    expect(producerOf(keys, 'a-key-of-reuters')).toBe('reuters');
    expect(producerOf(keys, 'a-key-of-afp')).toBe('afp');
    expect(producerOf(keys, 'a-key-of-nobody')).toBeNull();
  });

  it.each(['reuters', 'reuters:short', 're uters:a-key-of-reuters', 'afp:a-key-of-afp,'])(
    'refuses %j, without repeating it',
    (text) => {
      expect(() => parseApiKeys(text)).toThrow(/^entry [12]: expected producer:sha256:<hex> or producer:key/);
    },
  );
});

describe('parseKeyFile', () => {
  it('reads an entry a line; a producer may have two keys', () => {
    const keys = parseKeyFile(
      `# Reuters\n${toKeyEntry('reuters', 'the old key')}\r\n${toKeyEntry('reuters', 'the new key')}\n\n`,
    );

    expect([producerOf(keys, 'the old key'), producerOf(keys, 'the new key')]).toEqual([
      'reuters',
      'reuters',
    ]);
  });

  it('refuses a key in the clear by its line, without repeating it', () => {
    expect(() => parseKeyFile('# keys\nreuters:a-key-of-reuters\n')).toThrow(
      'line 2: expected producer:sha256:<64 hex digits>, found something else',
    );
  });
});

describe('toKeyEntry', () => {
  it('refuses a name that no producer can have', () => {
    expect(() => toKeyEntry('re:uters', 'key')).toThrow('producer: expected 1 to 64 of A-Z');
  });
});
