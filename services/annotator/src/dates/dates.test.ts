import { describe, expect, it } from '@jest/globals';
import { analyse } from '../text.ts';
import { anchorOf } from './anchor.ts';
import { findDates } from './dates.ts';

/** A Thursday. */
const PUBLISHED = Date.parse('2025-02-27T18:20:00Z');

function datesIn(body: string, publishedAt: number | null = PUBLISHED) {
  return findDates(analyse({ title: '', body }), anchorOf(publishedAt));
}

function valuesIn(body: string, publishedAt: number | null = PUBLISHED): string {
  return datesIn(body, publishedAt)
    .map(({ text, value }) => `${text} = ${value}`)
    .join(' | ');
}

describe('findDates', () => {
  it.each([
    ['Spending will rise from 2027.', '2027 = 2027'],
    ['It was signed on March 5, 1946.', 'March 5, 1946 = 1946-03-05'],
    ['It was signed on Thursday, 6 April 2000.', 'Thursday, 6 April 2000 = 2000-04-06'],
    ['It was signed on 2024-11-05.', '2024-11-05 = 2024-11-05'],
    ['It was signed on 25/12/2024.', '25/12/2024 = 2024-12-25'],
    ['The law of January 1998 stands.', 'January 1998 = 1998-01'],
    ['Profits fell in the third quarter of 1989.', 'the third quarter of 1989 = 1989-Q3'],
    ['Revenue rose in Q3 2024.', 'Q3 2024 = 2024-Q3'],
    ['Sales for fiscal 1990 rose.', 'fiscal 1990 = 1990'],
    ['They met in the early 1980s.', 'the early 1980s = 198'],
    ["Music of the '90s is back.", "the '90s = 199"],
    ['Ships of the 19th century rust.', 'the 19th century = 18'],
    ['It opened in the spring of 1999.', 'the spring of 1999 = 1999-SP'],
    ['He governed in 1991-1997.', '1991-1997 = 1991/1997'],
    ['He won at the 2018 Winter Olympics.', '2018 = 2018'],
    ['Between 1982 and 1992 it fell.', '1982 = 1982 | 1992 = 1992'],
  ])('reads a date with a year without the publication day: %s', (body, expected) => {
    expect(valuesIn(body, null)).toBe(expected);
  });

  it.each([
    ['He travelled later this week.', 'later this week = 2025-W09'],
    ['He spoke last week.', 'last week = 2025-W08'],
    ['It ends early next year.', 'early next year = 2026'],
    ['They met last month.', 'last month = 2025-01'],
    ['They met yesterday and today.', 'yesterday = 2025-02-26 | today = 2025-02-27'],
    ['They meet tomorrow morning.', 'tomorrow morning = 2025-02-28TMO'],
    ['It began last night.', 'last night = 2025-02-26TNI'],
    ['A year ago it was calm.', 'A year ago = 2024'],
    ['Two months ago it was calm.', 'Two months ago = 2024-12'],
    ['It fell six weeks ago.', 'six weeks ago = 2025-W03'],
    ['It fell 11 days ago.', '11 days ago = 2025-02-16'],
    ['It fell last fall.', 'last fall = 2024-FA'],
    ['It will fall this summer.', 'this summer = 2025-SU'],
    ['They had met last Christmas.', 'last Christmas = 2024-12-25'],
    ['They marched on Good Friday 2025.', 'Good Friday 2025 = 2025-04-18'],
    ['It arrived over the weekend.', 'the weekend = 2025-W08-WE'],
    ['Prices rose in the third quarter.', 'the third quarter = 2024-Q3'],
    ['Prices rose in the first half of last year.', 'the first half of last year = 2024-H1'],
  ])('resolves an expression relative to the publication day: %s', (body, expected) => {
    expect(valuesIn(body)).toBe(expected);
  });

  it.each([
    ['Police arrested him on Friday.', '2025-02-21'],
    ['Police will charge him on Friday.', '2025-02-28'],
    ['He is due to arrive on Friday.', '2025-02-28'],
    ['Talks are scheduled for Friday.', '2025-02-28'],
    ['She agreed to leave on Monday.', '2025-03-03'],
    ['The hearing was postponed until Tuesday.', '2025-03-04'],
    ['The vote must be held by Tuesday.', '2025-03-04'],
    ['On Monday, ministers will meet.', '2025-03-03'],
    ['It was not until Monday that he replied.', '2025-02-24'],
    ['He met her on Thursday.', '2025-02-27'],
    ["They wanted to appeal Monday's ruling.", '2025-02-24'],
    ['He met her last Thursday.', '2025-02-20'],
    ['He meets her next Thursday.', '2025-03-06'],
    ['He resigned in October.', '2024-10'],
    ['She will resign in October.', '2025-10'],
    ['The summit in April will decide.', '2025-04'],
    ['He resigned on Dec. 2.', '2024-12-02'],
    ['A Jan. 14 deadline passed.', '2025-01-14'],
    ['The court reconvenes on 24 March.', '2025-03-24'],
  ])('chooses past or future by the tense: %s', (body, expected) => {
    expect(datesIn(body).map(({ value }) => value)).toEqual([expected]);
  });

  it.each([
    ['It lasted two years.', 'DURATION', 'P2Y'],
    ['A 16-hour flight followed.', 'DURATION', 'PT16H'],
    ['They talked for 5 1/2 hours.', 'DURATION', 'PT5H30M'],
    ['They talked for two and a half years.', 'DURATION', 'P2Y6M'],
    ['They waited for decades.', 'DURATION', 'PXY'],
    ['In recent weeks it rained.', 'DURATION', 'PXW'],
    ['In the past three months it rained.', 'DURATION', 'P3M'],
    ['It took half an hour.', 'DURATION', 'PT30M'],
    ['It is held annually.', 'SET', 'P1Y'],
    ['It is held every two weeks.', 'SET', 'P2W'],
    ['It is held every Friday.', 'SET', 'XXXX-WXX-5'],
    ['It costs £5 a day.', 'SET', 'P1D'],
    ['He lives in Rome now.', 'DATE', 'PRESENT_REF'],
    ['He moved recently.', 'DATE', 'PAST_REF'],
    ['Nobody knows the future.', 'DATE', 'FUTURE_REF'],
  ])('reads an expression without a calendar date: %s', (body, type, value) => {
    expect(datesIn(body)).toMatchObject([{ type, value, from: null, to: null }]);
  });

  it.each([
    [
      'The blast came at 10:35 a.m. (0735 GMT) on Friday.',
      ['2025-02-21T10:35', '2025-02-21T07:35', '2025-02-21'],
    ],
    ['They have until 9 a.m. EST Tuesday to sign.', ['2025-03-04T09:00']],
    ['He left at 4 in the morning.', ['2025-02-27T04:00']],
    ['He left at midnight on Friday.', ['2025-02-22T00:00']],
    ['On Friday he left at noon.', ['2025-02-21', '2025-02-21T12:00']],
  ])('completes a clock time with the day near it: %s', (body, expected) => {
    expect(datesIn(body).map(({ value }) => value)).toEqual(expected);
  });

  it.each([
    ['On Nov. 3, 1998, she fled. Two days later she returned.', 'Two days later', '1998-11-05'],
    ['In June 1998 he fled, and later that year he returned.', 'later that year', '1998'],
    ['He won in 1997. The following year he lost.', 'The following year', '1998'],
    ['It rose in the third quarter from a year earlier.', 'a year earlier', '2023-Q3'],
    ['On Monday shops closed. In the afternoon it rained.', 'the afternoon', '2025-02-24TAF'],
    ['Rain fell overnight.', 'overnight', '2025-02-26TNI'],
    ['Talks will resume soon.', 'soon', 'FUTURE_REF'],
  ])('resolves an expression relative to the date before it or to publication: %s', (body, text, value) => {
    expect(datesIn(body).at(-1)).toMatchObject({ text, value });
  });

  it.each([
    'A 44-year-old man was held.',
    'She is six years old.',
    'The man, aged 30 years, left.',
    'You may march in the sun.',
    'Theresa May spoke, and May won.',
    'They paid $2000 for it.',
    'About 2000 people came.',
    'Flight 1998 landed.',
    'Resolution 1973 was passed.',
    'They won 6-4 and 2:1.',
    'The Sunday Times reported it.',
    'Profits rose 1,998 per cent.',
    'They played the second half well.',
    'He watched 60 Minutes.',
    'Prices fall and spring back.',
    'April Ryan asked again.',
    'They took an overnight train as soon as they could.',
    'The afternoon session was quiet.',
  ])('finds no date in: %s', (body) => {
    expect(datesIn(body)).toEqual([]);
  });

  it('resolves no relative date without a publication day', () => {
    expect(valuesIn('On Friday, last week and in May they met as in 1998 for two years.', null)).toBe(
      '1998 = 1998 | two years = P2Y',
    );
  });

  it('gives the first and last day of a value, both inclusive', () => {
    const [week, month, year] = datesIn('He spoke last week, in January 2024 and in 1998.');

    expect(week).toMatchObject({ grain: 'week', from: '2025-02-17', to: '2025-02-23' });
    expect(month).toMatchObject({ grain: 'month', from: '2024-01-01', to: '2024-01-31' });
    expect(year).toMatchObject({ grain: 'year', from: '1998-01-01', to: '1998-12-31' });
  });

  it('gives a clock time with a zone as an instant', () => {
    expect(datesIn('It struck at 9 a.m. EST today.')).toMatchObject([
      { type: 'TIME', from: '2025-02-27T09:00-05:00', to: '2025-02-27T09:00-05:00', grain: 'minute' },
    ]);
  });

  it('counts offsets in UTF-16 units of the field', () => {
    const [title, body] = findDates(
      analyse({ title: '🎉 Talks in 2027', body: '𝒜 deal on Friday' }),
      anchorOf(PUBLISHED),
    );

    expect(title).toMatchObject({ field: 'title', start: 12, end: 16 });
    expect(body).toMatchObject({ field: 'body', start: 11, end: 17 });
  });

  it('allows a line break within an expression', () => {
    expect(datesIn('They met last\nweek.').map(({ value }) => value)).toEqual(['2025-W08']);
  });
});
