import { describe, expect, it } from '@jest/globals';
import { fromEnvironment } from './test-engines.ts';

const all = { GAZETTE_KAFKA: 'k:1', GAZETTE_REGISTRY: 'http://r', GAZETTE_OPENSEARCH: 'http://o' };

describe('fromEnvironment', () => {
  it('takes the addresses that the environment names', () => {
    const engines = fromEnvironment(all, ['kafka', 'registry', 'opensearch']);

    expect(engines).toMatchObject({ kafka: 'k:1', registry: 'http://r', opensearch: 'http://o' });
  });

  it('leaves out an engine that nobody asked for', () => {
    expect(fromEnvironment(all, ['opensearch'])).toMatchObject({
      kafka: '',
      registry: '',
      opensearch: 'http://o',
    });
  });

  it.each([
    { case: 'names none', env: {} },
    { case: 'holds empty values', env: { GAZETTE_KAFKA: '', GAZETTE_OPENSEARCH: '' } },
    { case: 'names only one that is not needed', env: { GAZETTE_REGISTRY: 'http://r' } },
  ])('leaves the search to the next place when the environment $case', ({ env }) => {
    expect(fromEnvironment(env, ['kafka', 'opensearch'])).toBeUndefined();
  });

  it('refuses an environment that names only some of the engines needed', () => {
    expect(() => fromEnvironment({ GAZETTE_KAFKA: 'k:1' }, ['kafka', 'opensearch'])).toThrow(
      'GAZETTE_KAFKA set and GAZETTE_OPENSEARCH not: expected all of them or none',
    );
  });
});
