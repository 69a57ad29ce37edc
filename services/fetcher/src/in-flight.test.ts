import { describe, expect, it } from '@jest/globals';
import { createInFlight } from './in-flight.ts';

describe('createInFlight', () => {
  it('lets no offset pass one that is not done', () => {
    const inFlight = createInFlight();
    for (const offset of ['5', '6', '9']) inFlight.begin(offset);

    expect(inFlight.end('9')).toBeNull();
    expect(inFlight.end('6')).toBeNull();
    expect(inFlight.size()).toBe(1);
    expect(inFlight.end('5')).toBe('9');
    expect(inFlight.size()).toBe(0);
  });
});
