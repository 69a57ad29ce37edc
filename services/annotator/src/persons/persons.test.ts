import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createDirectory } from '../names/directory.ts';
import { analyse } from '../text.ts';
import { parsePersonModel } from './tagger/model.ts';
import { createPersonTagger } from './tagger/tagger.ts';
import { findPersons } from './persons.ts';

const data = join(import.meta.dirname, '../../data/person-tagger');
const tagger = createPersonTagger(
  parsePersonModel(readFileSync(join(data, 'model.bin')), readFileSync(join(data, 'lexicon.yaml'), 'utf8')),
);
const nobody = createDirectory([]);
const directory = createDirectory([
  {
    id: 'donald-trump',
    name: 'Donald Trump',
    aliases: ['Donald J. Trump'],
    roles: ['president'],
    loneName: ['Trump'],
  },
  { id: 'charles-iii', name: 'Charles III', aliases: ['King Charles'], roles: ['king'] },
  { id: 'xi-jinping', name: 'Xi Jinping', aliases: ['Xi'], roles: ['president'] },
  { id: 'john-smith-minister', name: 'John Smith', aliases: [], roles: ['trade minister'] },
  { id: 'john-smith-mayor', name: 'John Smith', aliases: [], roles: ['mayor'] },
]);

function personsIn(body: string, known = nobody, title = ''): ReturnType<typeof findPersons> {
  return findPersons(analyse({ title, body }), tagger, known);
}

function names(body: string, known = nobody): readonly string[] {
  return personsIn(body, known)
    .map(({ id, aliases }) => [id, ...aliases].join(' / '))
    .sort();
}

describe('findPersons folds names into persons', () => {
  it.each([
    ['folds a later surname', 'David Lammy flew to Rome. Lammy said little.', ['david-lammy / Lammy']],
    [
      'folds Sir with a given name',
      'Sir Keir Starmer arrived. Later Sir Keir met reporters.',
      ['keir-starmer / Keir'],
    ],
    [
      'folds a surname with an honorific',
      'David Lammy spoke. Mr Lammy then left London.',
      ['david-lammy / Lammy'],
    ],
    ['folds a possessive', 'David Lammy spoke. Lammy’s speech was short.', ['david-lammy / Lammy']],
    [
      'folds a surname with particles',
      'Ursula von der Leyen spoke. Mrs von der Leyen smiled.',
      ['ursula-von-der-leyen / von der Leyen'],
    ],
    [
      'folds a family name that comes first',
      'Lee Jae-myung won. Mr Lee thanked voters.',
      ['lee-jae-myung / Lee'],
    ],
    ['does not fold Mrs into a man', 'Donald Trump landed. Mrs Trump waved.', ['donald-trump', 'trump']],
    [
      'separates two persons with one surname',
      'Joe Biden spoke. Hunter Biden listened.',
      ['hunter-biden', 'joe-biden'],
    ],
    [
      'separates a son from his father',
      'Donald Trump spoke. Donald Trump Jr. listened.',
      ['donald-trump', 'donald-trump-jr'],
    ],
    [
      'reads accents and apostrophes',
      'Pedro Sánchez met Siobhán O’Brien in Madrid.',
      ['pedro-sanchez', 'siobhan-obrien'],
    ],
  ])('%s', (_, body, expected) => {
    expect(names(body)).toEqual(expected);
  });

  it.each([
    [
      'separates Mr and Mrs with one surname',
      'Arthur Henderson met Mary Henderson. Mr Henderson agreed. Mrs Henderson did not.',
      ['arthur-henderson / Henderson', 'mary-henderson / Henderson'],
    ],
    [
      'folds a title with a family name that comes first',
      'Xi Jinping landed. Later President Xi spoke.',
      ['xi-jinping / Xi'],
    ],
    [
      'finds a surname that is a month before a verb of saying',
      'Theresa May left in May. “Yes,” May said.',
      ['theresa-may / May'],
    ],
    [
      'completes the first name of a couple that shares a surname',
      'Peter and Helen Marsden bought the farm. Peter sold it.',
      ['helen-marsden', 'peter-marsden / Peter'],
    ],
    [
      'tells a surname from a city of the same name',
      'Denzel Washington won. Washington smiled, then flew from Boston in Washington state.',
      ['denzel-washington / Washington'],
    ],
  ])('%s', (_, body, expected) => {
    expect(names(body)).toEqual(expected);
  });

  it.each([
    'Hurricane Helene reached Florida. Storm Darragh followed.',
    'Residents of Khan Younis and Kent met in Jordan.',
    'The Kennedy Center and the Ford Foundation agreed, Charles Schwab said.',
  ])('finds no persons among things and places with their names: %s', (body) => {
    expect(names(body)).toEqual([]);
  });

  it('does not take places, organisations and days for persons', () => {
    const body =
      'The White House and Downing Street spoke of Diego Garcia on Monday. Mauritius and Kyiv agreed, from Balmoral to Mar-a-Lago.';
    expect(names(body)).toEqual([]);
  });

  it.each([
    ['Foreign Secretary David Lammy arrived.', ['Foreign Secretary']],
    ['David Lammy, the foreign secretary, arrived.', ['foreign secretary']],
    ['The foreign secretary, David Lammy, arrived.', ['foreign secretary']],
    ['David Lammy, who became foreign secretary last year, arrived.', ['foreign secretary']],
    ['Mr David Lammy arrived.', []],
    ['David Lammy, the mayor of Calais, arrived.', ['mayor of Calais']],
  ])('finds the roles in: %s', (body, roles) => {
    expect(personsIn(body)[0]).toMatchObject({ id: 'david-lammy', roles });
  });

  it.each([
    [
      'gives a name no role that is the object of a preposition',
      'After an hour with the Ukrainian president, Mr Lammy said little.',
      { lammy: [] },
    ],
    [
      'gives a name no role that is the object of a verb',
      'Having met the Ukrainian president, David Lammy flew home.',
      { 'david-lammy': [] },
    ],
    [
      'gives a name the object before it when a comma closes it',
      'A deal with the Indian prime minister, Narendra Modi, was signed.',
      { 'narendra-modi': ['Indian prime minister'] },
    ],
    [
      'gives a name the role after as',
      'As a candidate, David Lammy promised more.',
      { 'david-lammy': ['candidate'] },
    ],
    [
      'gives a name no role that starts a clause',
      'After a meeting with David Lammy, the prime minister flew home.',
      { 'david-lammy': [] },
    ],
    [
      'gives a name no role that is an owner',
      'David Lammy, the president’s oldest friend, left.',
      { 'david-lammy': [] },
    ],
    [
      'gives each person in a list the role after the name',
      'Jensen Huang, the chief executive of Nvidia, Sam Altman of OpenAI and Tim Cook of Apple came.',
      { 'jensen-huang': ['chief executive of Nvidia'], 'sam-altman': [], 'tim-cook': [] },
    ],
    [
      'gives the second of two names the role before it when a verb follows',
      'After talks with Donald Trump, the Ukrainian president, Volodymyr Zelensky, said little.',
      { 'donald-trump': [], 'volodymyr-zelensky': ['Ukrainian president'] },
    ],
  ])('%s', (_, body, expected) => {
    const found = personsIn(body).map(({ id, roles }) => [id, roles]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it.each([
    [
      'Jo Grady, the general secretary of the University and College Union, did not.',
      'general secretary of the University and College Union',
    ],
    [
      'Helen Marsden, the permanent secretary of the Department for Culture, Media and Sport, agreed.',
      'permanent secretary of the Department for Culture, Media and Sport',
    ],
    ['Secretary of Health and Human Services Helen Marsden spoke.', 'Secretary of Health and Human Services'],
    ['Helen Marsden, the director of Tate Modern and David Lammy, agreed.', 'director of Tate Modern'],
    ['Helen Marsden, the chairman of Barclays and President Macron agreed.', 'chairman of Barclays'],
    [
      'Helen Marsden, the chairman of Shell, Tesco chairman David Lammy and others came.',
      'chairman of Shell',
    ],
  ])('reads the organisation of a role in: %s', (body, role) => {
    expect(personsIn(body)[0]?.roles).toEqual([role]);
  });
});

describe('findPersons with a directory', () => {
  it.each([
    ['finds a lone name', 'Mr Trump spoke to reporters.', ['donald-trump / Trump']],
    [
      'prefers a fuller name in the text to a lone name',
      'Eric Trump spoke. Trump smiled.',
      ['eric-trump / Trump'],
    ],
    ['finds an alias with a title', 'In the evening King Charles gave a dinner.', ['charles-iii / Charles']],
    ['tells a namesake by the role', 'The mayor, John Smith, opened the fair.', ['john-smith-mayor']],
    ['finds no namesake without a role', 'John Smith opened the fair.', ['john-smith']],
  ])('%s', (_, body, expected) => {
    expect(names(body, directory)).toEqual(expected);
  });

  it('finds lone names that the tagger misses, as written', () => {
    const body = 'Aides said MBZ would not come. Bibi came. The bibi was good.';
    const known = createDirectory([
      { id: 'mohamed-bin-zayed', name: 'Mohamed bin Zayed', aliases: ['MBZ'], roles: [] },
      { id: 'benjamin-netanyahu', name: 'Benjamin Netanyahu', aliases: [], roles: [], loneName: ['Bibi'] },
    ]);
    expect(names('Aides said MBZ would not come. Bibi came.', known)).toEqual([
      'benjamin-netanyahu / Bibi',
      'mohamed-bin-zayed / MBZ',
    ]);
    expect(names(body, known)).toEqual(['mohamed-bin-zayed / MBZ']);
  });

  it('tells a known person by the title from a relative with a full name', () => {
    const body = 'Melania Trump opened the show. President Trump did not come. Mrs Trump said so.';
    expect(names(body, directory)).toEqual(['donald-trump / Trump', 'melania-trump / Trump']);
  });
});

describe('findPersons gives evidence', () => {
  it('gives mentions with UTF-16 offsets, those of the title first', () => {
    const title = '🎉 Lammy in Rome';
    const body = '🎉 David Lammy flew to Rome. Mr Lammy’s talks go on.';
    const [person] = personsIn(body, nobody, title);
    expect(person?.mentions.map(({ field, text }) => `${field} ${text}`)).toEqual([
      'title Lammy',
      'body David Lammy',
      'body Lammy',
    ]);
    for (const { field, start, end, text } of person?.mentions ?? [])
      expect((field === 'title' ? title : body).slice(start, end)).toBe(text);
    expect(person?.salience).toBe(1);
  });
});

describe('findPersons gives a confidence', () => {
  const sureOf = (body: string, known = nobody): number => personsIn(body, known)[0]?.confidence ?? 0;

  it('is certain of a full name in the directory', () => {
    expect(sureOf('Donald Trump spoke.', directory)).toBe(1);
    expect(sureOf('In the evening King Charles gave a dinner.', directory)).toBe(1);
  });

  it('is as sure of others as the tagger', () => {
    const clear = sureOf('David Lammy said so.');
    expect(clear).toBeGreaterThan(0.9);
    expect(clear).toBeLessThan(1);
    const doubtful = sureOf('A bicycle by Marlow stood outside.');
    expect(doubtful).toBeGreaterThan(0.5);
    expect(doubtful).toBeLessThan(0.85);
  });
});

describe('findPersons never throws', () => {
  it.each([
    ['reads a million times one letter', 'A'.repeat(1_000_000)],
    ['reads only capitals', 'A B '.repeat(5_000)],
    ['reads emoji', '🎉👨‍👩‍👧'.repeat(20_000)],
    ['reads text from right to left', 'قال الرئيس دونالد ترامب إن '.repeat(5_000)],
    ['reads half of a surrogate pair', '\ud83c Donald Trump \udf89'],
    ['reads an empty text', ''],
  ])('%s', (_, body) => {
    expect(Array.isArray(personsIn(body, directory))).toBe(true);
  });

  it('gives mentions with true offsets in random text', () => {
    const random = createRandom(7);
    const pieces = [
      'Donald',
      'Trump',
      'Mr',
      ' ',
      '. ',
      ', the ',
      'president',
      'de',
      '-',
      '’s',
      '\n',
      '“',
      'É',
      'ß',
      '\u202e',
      '😀',
      'عمر',
      'X.',
      '1',
    ];
    for (let round = 0; round < 200; round += 1) {
      const body = Array.from({ length: 60 }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join(
        '',
      );
      for (const { mentions } of personsIn(body, directory))
        for (const { start, end, text } of mentions) expect(body.slice(start, end)).toBe(text);
    }
  });
});

/** Numbers from 0 up to 1, the same for the same seed (a linear congruential generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
