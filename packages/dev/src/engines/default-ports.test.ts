import { describe, expect, it } from '@jest/globals';
import { defaultPorts, readPorts } from './default-ports.ts';

describe('readPorts', () => {
  it.each([
    { case: 'not set', env: {}, expected: defaultPorts.kafka.port },
    { case: 'empty', env: { GAZETTE_KAFKA_PORT: '' }, expected: defaultPorts.kafka.port },
    { case: 'set', env: { GAZETTE_KAFKA_PORT: '9092' }, expected: 9092 },
  ])('takes a port that is $case', ({ env, expected }) => {
    expect(readPorts(env).kafka).toBe(expected);
  });

  it('names every variable that holds no port', () => {
    expect(() => readPorts({ GAZETTE_KAFKA_PORT: 'none', GAZETTE_SEARCH_PORT: '0' })).toThrow(
      'Expected a port from 1 to 65535, found GAZETTE_KAFKA_PORT=none, GAZETTE_SEARCH_PORT=0',
    );
  });
});
