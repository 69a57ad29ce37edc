import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gazette/schemas';
import { createProducerLimits } from './producer-limits.ts';

const MIB = 1024 * 1024;

function refusalOf(enter: () => unknown): Problem {
  try {
    enter();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('expected a refusal');
}

describe('createProducerLimits', () => {
  it('refuses a request over the concurrency limit until another one is answered', () => {
    const limits = createProducerLimits({ requests: 2, articlesPerMinute: 100 }, () => 0);
    const leave = limits.enter('reuters', 1);
    limits.enter('reuters', 1);

    const refused = refusalOf(() => limits.enter('reuters', 1));

    expect(refused.details).toMatchObject({
      status: 429,
      detail: expect.stringContaining('2 requests of reuters'),
    });
    expect(refused.retryAfterSeconds).toBe(1);
    limits.enter('afp', 1);
    leave();
    limits.enter('reuters', 1);
  });

  it('refuses articles over the limit per minute and reports when to retry', () => {
    let time = 0;
    const limits = createProducerLimits({ requests: 9, articlesPerMinute: 60 }, () => time);
    expect(limits.count('reuters', 60)).toBe(0);

    expect(refusalOf(() => limits.enter('reuters', 1)).retryAfterSeconds).toBe(1);
    expect(limits.count('reuters', 30)).toBe(30_000);
    expect(refusalOf(() => limits.enter('reuters', 1)).retryAfterSeconds).toBe(31);
    time = 31_000;
    limits.enter('reuters', 1);
  });

  it('saves up the allowance of at most one minute', () => {
    let time = 0;
    const limits = createProducerLimits({ requests: 9, articlesPerMinute: 60 }, () => time);
    limits.count('reuters', 0);
    time = 3_600_000;

    expect(limits.count('reuters', 61)).toBe(1000);
  });

  it('limits the memory of all producers together', () => {
    const limits = createProducerLimits({ requests: 9, articlesPerMinute: 60 }, () => 0);
    const leave = limits.enter('reuters', 90 * MIB);

    expect(refusalOf(() => limits.enter('afp', 10 * MIB)).details.status).toBe(429);
    leave();
    limits.enter('afp', 10 * MIB);
  });
});
