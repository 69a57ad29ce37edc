import { describe, expect, it } from '@jest/globals';
import { defaultPorts, readPorts } from './default-ports.ts';

describe('readPorts', () => {
  it.each([
    { case: 'uses the default when the variable is not set', env: {}, expected: defaultPorts.kafka.port },
    {
      case: 'uses the default when the variable is empty',
      env: { GAZETTE_KAFKA_PORT: '' },
      expected: defaultPorts.kafka.port,
    },
    { case: 'uses the port that the variable holds', env: { GAZETTE_KAFKA_PORT: '9092' }, expected: 9092 },
  ])('$case', ({ env, expected }) => {
    expect(readPorts(env).kafka).toBe(expected);
  });

  it('names every variable that does not hold a port', () => {
    expect(() => readPorts({ GAZETTE_KAFKA_PORT: 'none', GAZETTE_SEARCH_PORT: '0' })).toThrow(
      'Expected a port from 1 to 65535, found GAZETTE_KAFKA_PORT=none, GAZETTE_SEARCH_PORT=0',
    );
  });
});
