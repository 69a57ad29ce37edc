import { describe, expect, it } from '@jest/globals';
import { readHonorifics } from '../adapters/honorifics.ts';
import { nameVariants, stripHonorifics } from './names.ts';

const honorifics = readHonorifics();

describe('stripHonorifics', () => {
  it.each([
    { asked: 'Mr Trump', bare: 'Trump' },
    { asked: 'Mr. Trump', bare: 'Trump' },
    { asked: 'Trump’s', bare: 'Trump' },
    { asked: 'Sir Keir', bare: 'Keir' },
    { asked: 'Prime Minister Sir Keir Starmer', bare: 'Keir Starmer' },
    { asked: 'the Rt Hon David Lammy MP', bare: 'David Lammy' },
    { asked: 'FOREIGN SECRETARY David Lammy', bare: 'David Lammy' },
    { asked: 'Jo Stevens, MP', bare: 'Jo Stevens' },
    { asked: 'Vice President Vance', bare: 'Vance' },
    { asked: 'Sirikit', bare: 'Sirikit' },
    { asked: 'Prince', bare: 'Prince' },
    { asked: 'Mr', bare: 'Mr' },
    { asked: 'Keir Starmer', bare: 'Keir Starmer' },
  ])('makes $asked into $bare', ({ asked, bare }) => {
    expect(stripHonorifics(asked, honorifics)).toBe(bare);
  });
});

describe('nameVariants', () => {
  it('keeps the name as asked, since a title may be part of it', () => {
    expect(nameVariants('Pope  Francis', honorifics)).toEqual(['Pope Francis', 'Francis']);
  });

  it('gives a plain name once', () => {
    expect(nameVariants('Keir Starmer', honorifics)).toEqual(['Keir Starmer']);
  });
});
