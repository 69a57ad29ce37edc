import { describe, expect, it } from '@jest/globals';
import { readHonorifics } from '../adapters/honorifics.ts';
import { nameVariants, stripHonorifics } from './names.ts';

const honorifics = readHonorifics();

describe('stripHonorifics', () => {
  it.each([
    { text: 'Mr Trump', bare: 'Trump' },
    { text: 'Mr. Trump', bare: 'Trump' },
    { text: 'Trump’s', bare: 'Trump' },
    { text: 'Sir Keir', bare: 'Keir' },
    { text: 'Prime Minister Sir Keir Starmer', bare: 'Keir Starmer' },
    { text: 'the Rt Hon David Lammy MP', bare: 'David Lammy' },
    { text: 'FOREIGN SECRETARY David Lammy', bare: 'David Lammy' },
    { text: 'Jo Stevens, MP', bare: 'Jo Stevens' },
    { text: 'Vice President Vance', bare: 'Vance' },
    { text: 'Sirikit', bare: 'Sirikit' },
    { text: 'Prince', bare: 'Prince' },
    { text: 'Mr', bare: 'Mr' },
    { text: 'Keir Starmer', bare: 'Keir Starmer' },
  ])('reduces $text to $bare', ({ text, bare }) => {
    expect(stripHonorifics(text, honorifics)).toBe(bare);
  });
});

describe('nameVariants', () => {
  it('keeps the name as typed, since a title may be part of it', () => {
    expect(nameVariants('Pope  Francis', honorifics)).toEqual(['Pope Francis', 'Francis']);
  });

  it('returns a plain name once', () => {
    expect(nameVariants('Keir Starmer', honorifics)).toEqual(['Keir Starmer']);
  });
});
