import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const env = {
  GAZETTE_KAFKA: '127.0.0.1:19092',
  GAZETTE_REGISTRY: 'http://127.0.0.1:18081',
  GAZETTE_OPENSEARCH: 'http://127.0.0.1:19200',
  GAZETTE_API_KEYS: 'desk:a-long-key',
};

describe('GAZETTE_REVISIT_SECONDS', () => {
  it.each([
    { given: '', expected: [3600, 21_600, 86_400] },
    { given: 'none', expected: [] },
    { given: '60,120', expected: [60, 120] },
  ])('reads "$given"', ({ given, expected }) => {
    expect(readConfig({ ...env, GAZETTE_REVISIT_SECONDS: given }).revisitSeconds).toEqual(expected);
  });

  it.each(['120,60', '60,,120', 'never', '0'])('refuses "%s"', (given) => {
    expect(() => readConfig({ ...env, GAZETTE_REVISIT_SECONDS: given })).toThrow(
      /GAZETTE_REVISIT_SECONDS: expected ascending/,
    );
  });
});
