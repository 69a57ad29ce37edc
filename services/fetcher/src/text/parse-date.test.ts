import { describe, expect, it } from '@jest/globals';
import { parseDate, toIsoText } from './parse-date.ts';

describe('parseDate', () => {
  it.each([
    { text: '2026-11-24T10:30:05Z', iso: '2026-11-24T10:30:05Z' },
    { text: '2026-11-24T10:30:05.123+02:00', iso: '2026-11-24T10:30:05+02:00' },
    { text: '2026-11-24 10:30', iso: '2026-11-24T10:30' },
    { text: '2026-11-24', iso: '2026-11-24' },
    { text: '2026-11', iso: '2026-11' },
    { text: '20261124', iso: '2026-11-24' },
    { text: 'Tue, 24 Nov 2026 10:30:05 GMT', iso: '2026-11-24T10:30:05Z' },
    { text: 'Tue, 24 Nov 2026 10:30:05 -0500', iso: '2026-11-24T10:30:05-05:00' },
    { text: 'Tue, 24 Nov 26 10:30 EST', iso: '2026-11-24T10:30-05:00' },
    { text: 'Tue,24 November, 2026 10:30:05 UTC', iso: '2026-11-24T10:30:05Z' },
    { text: 'Tue Nov 24 10:30:05 2026', iso: '2026-11-24T10:30:05' },
    { text: 'Nov 24, 2026 1:30 PM ET', iso: '2026-11-24T13:30-05:00' },
    { text: 'July 1, 2026 12:05 a.m. ET', iso: '2026-07-01T00:05-04:00' },
    { text: 'November 24, 2026', iso: '2026-11-24' },
    { text: '24. November 2026, 10:30 Uhr', iso: '2026-11-24T10:30' },
    { text: '24 de noviembre de 2026', iso: '2026-11-24' },
    { text: '24 novembre 2026', iso: '2026-11-24' },
    { text: '24 ноября 2026', iso: '2026-11-24' },
    { text: '24.11.2026', iso: '2026-11-24' },
    { text: '24/11/2026 08:15', iso: '2026-11-24T08:15' },
    { text: '11/24/2026', iso: '2026-11-24' },
    { text: '2026년 11월 24일', iso: '2026-11-24' },
  ])('reads $text', ({ text, iso }) => {
    const date = parseDate(text);

    expect(date && toIsoText(date)).toBe(iso);
  });

  it.each([
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    'Tue, 24 zzz 2026 10:30:05 GMT',
    '2026-11-24T25:00:00Z',
    '2026-11-24T10:00:00+99:00',
    '31 June 2026',
    'a'.repeat(500),
  ])('returns null for %j', (text) => {
    expect(parseDate(text)).toBeNull();
  });

  it('reads an ambiguous date by the caller’s habits', () => {
    expect(parseDate('03/04/2026')?.time).toBe(Date.UTC(2026, 3, 3));
    expect(parseDate('03/04/2026', { monthFirst: true })?.time).toBe(Date.UTC(2026, 2, 4));
  });
});
