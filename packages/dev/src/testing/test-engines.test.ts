import { describe, expect, it } from '@jest/globals';
import { fromEnvironment } from './test-engines.ts';

const all = { GAZETTE_KAFKA: 'k:1', GAZETTE_REGISTRY: 'http://r', GAZETTE_OPENSEARCH: 'http://o' };

describe('fromEnvironment', () => {
  it('takes the addresses in the environment', () => {
    const engines = fromEnvironment(all, ['kafka', 'registry', 'opensearch']);

    expect(engines).toMatchObject({ kafka: 'k:1', registry: 'http://r', opensearch: 'http://o' });
  });

  it('leaves out an engine that was not requested', () => {
    expect(fromEnvironment(all, ['opensearch'])).toMatchObject({
      kafka: '',
      registry: '',
      opensearch: 'http://o',
    });
  });

  it.each([
    { case: 'finds no engines in an empty environment', env: {} },
    {
      case: 'finds no engines when the variables are empty',
      env: { GAZETTE_KAFKA: '', GAZETTE_OPENSEARCH: '' },
    },
    {
      case: 'finds no engines when only one that is not needed is named',
      env: { GAZETTE_REGISTRY: 'http://r' },
    },
  ])('$case', ({ env }) => {
    expect(fromEnvironment(env, ['kafka', 'opensearch'])).toBeUndefined();
  });

  it('refuses an environment that names only some of the engines needed', () => {
    expect(() => fromEnvironment({ GAZETTE_KAFKA: 'k:1' }, ['kafka', 'opensearch'])).toThrow(
      'Expected all engine addresses or none: GAZETTE_KAFKA set, GAZETTE_OPENSEARCH missing',
    );
  });
});
