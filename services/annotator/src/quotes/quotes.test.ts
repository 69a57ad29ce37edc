import { describe, expect, it } from '@jest/globals';
import type { Person } from '@gazette/schemas';
import { analyse } from '../text.ts';
import { createDirectory } from '../names/directory.ts';
import { findQuotes, type SpeakerContext } from './quotes.ts';

/** A person with a mention wherever the body has one of the names. */
function person(body: string, names: readonly [string, ...string[]], roles: readonly string[] = []): Person {
  const pattern = new RegExp(`\\b(?:${names.join('|')})\\b`, 'g');
  const mentions = Array.from(body.matchAll(pattern), ({ 0: text, index }) => ({
    field: 'body' as const,
    start: index,
    end: index + text.length,
    text,
  }));
  const [name, ...aliases] = names;
  const id = name.toLowerCase().replaceAll(' ', '-');
  return { id, name, aliases, roles, known: false, salience: 0.5, confidence: 1, mentions };
}

function people(body: string): readonly Person[] {
  return [
    person(body, ['Mette Hollins', 'Hollins', 'Mette'], ['Prime Minister']),
    person(body, ['Robert Okafor', 'Okafor'], ['Shadow Chancellor']),
    person(body, ['Priya Raman', 'Raman']),
  ].filter(({ mentions }) => mentions.length > 0);
}

const directory = createDirectory([
  {
    id: 'ana-sorel',
    name: 'Ana Sorel',
    aliases: [],
    roles: ['President of France', 'French president'],
    since: '2017-05-14',
  },
  { id: 'priya-raman', name: 'Priya Raman', aliases: [], roles: ['Foreign Minister of India'] },
]);

function loreOf(persons: readonly Person[], publishedAt = Date.parse('2025-02-27')): SpeakerContext {
  return { persons, directory, publishedAt };
}

function read(body: string) {
  return findQuotes(analyse({ title: '', body }), loreOf(people(body))).map(({ text, speaker, rule }) => ({
    text,
    speaker: speaker && `${speaker.text} = ${speaker.name ?? '?'}`,
    rule,
  }));
}

describe('findQuotes', () => {
  it.each([
    {
      rule: 'subject-verb-after',
      body: '“We are ready,” Ms Hollins told reporters.',
      speaker: 'Hollins = Mette Hollins',
    },
    {
      rule: 'subject-verb-after',
      body: '“Are we ready?” Sir Robert Okafor asked.',
      speaker: 'Robert Okafor = Robert Okafor',
    },
    {
      rule: 'subject-verb-after',
      body: '“We are ready,” Okafor, who voted against the bill, admitted.',
      speaker: 'Okafor = Robert Okafor',
    },
    {
      rule: 'subject-verb-after',
      body: '“We are ready,” Sen. Robert Okafor (D-Md.) said.',
      speaker: 'Robert Okafor = Robert Okafor',
    },
    {
      rule: 'subject-verb-after',
      body: '“We are ready,” a spokesman for Mr Okafor said.',
      speaker: 'a spokesman for Mr Okafor = ?',
    },
    { rule: 'verb-subject-after', body: '“We are ready”, said Hollins.', speaker: 'Hollins = Mette Hollins' },
    {
      rule: 'verb-subject-after',
      body: '“We are ready,” said one union official.',
      speaker: 'one union official = ?',
    },
    {
      rule: 'verb-subject-after',
      body: '“We are ready,” warned its director, Priya Raman.',
      speaker: 'Priya Raman = Priya Raman',
    },
    {
      rule: 'according-to',
      body: 'The plan is “dead on arrival,” according to Okafor.',
      speaker: 'Okafor = Robert Okafor',
    },
    {
      rule: 'clause-after',
      body: 'A clerk who “steals a handful of coins” is jailed, Okafor said.',
      speaker: 'Okafor = Robert Okafor',
    },
    { rule: 'verb-before', body: 'Hollins replied: “We are ready.”', speaker: 'Hollins = Mette Hollins' },
    {
      rule: 'verb-before',
      body: 'Asked about it, Hollins said that “we are ready”.',
      speaker: 'Hollins = Mette Hollins',
    },
    {
      rule: 'verb-in-clause',
      body: 'Okafor said the minister was “not up to the job”.',
      speaker: 'Okafor = Robert Okafor',
    },
    {
      rule: 'label-before',
      body: 'Hollins on Tuesday signed the act, calling it “a promise kept”.',
      speaker: 'Hollins = Mette Hollins',
    },
    {
      rule: 'label-before',
      body: 'The deal, described by campaigners as “a disaster”, is off.',
      speaker: 'campaigners = ?',
    },
    {
      rule: 'noun-before',
      body: 'Okafor is in trouble. His claim that “nobody needs trains” did not help.',
      speaker: 'His = Robert Okafor',
    },
    {
      rule: 'think-before',
      body: 'Okafor believes “the numbers simply do not add up”.',
      speaker: 'Okafor = Robert Okafor',
    },
    { rule: 'signature', body: '“We walked for days.” ― Priya Raman', speaker: 'Priya Raman = Priya Raman' },
    {
      rule: 'colon-before',
      body: 'Speaking ahead of the vote, Hollins put her case, saying:\n“We are ready.”',
      speaker: 'Hollins = Mette Hollins',
    },
    {
      rule: 'sentence-before',
      body: 'Okafor was not amused. “It is a very bad joke.”',
      speaker: 'Okafor = Robert Okafor',
    },
    {
      rule: 'line-before',
      body: 'Okafor was not amused.\n“It is a very bad joke.”',
      speaker: 'Okafor = Robert Okafor',
    },
    {
      rule: 'scare-quote',
      body: 'Hollins will urge Okafor to provide a “backstop” this week.',
      speaker: null,
    },
    { rule: 'scare-quote', body: 'Okafor said the so-called “black hole” was growing.', speaker: null },
    { rule: 'title', body: 'Hollins told viewers of “The Sunday Hour” that she would stay.', speaker: null },
    { rule: 'no-cue', body: 'Ports in the old and “rather rusty old north” get nothing.', speaker: null },
  ])('applies the rule $rule to: $body', ({ body, speaker, rule }) => {
    const [quote] = read(body);

    expect(quote).toMatchObject({ rule, speaker });
  });

  it.each([
    {
      case: 'both halves of a quote that its speaker interrupts',
      body: '“We are,” Hollins said, “more than ready.”',
      expected: ['Hollins = Mette Hollins', 'Hollins = Mette Hollins'],
    },
    {
      case: 'the words after the tag in the paragraph',
      body: '“We are ready,” said Hollins. “We go on Monday.”',
      expected: ['Hollins = Mette Hollins', 'Hollins = Mette Hollins'],
    },
    {
      case: 'the words before the tag in the paragraph',
      body: '“We are ready now.” There was applause. “We go on Monday,” said Hollins.',
      expected: ['Hollins = Mette Hollins', 'Hollins = Mette Hollins'],
    },
    {
      case: 'a separate clause beside the quote it follows',
      body: '“That is a matter for the King,” Hollins said, but she added that Okafor is “very fond of him”.',
      expected: ['Hollins = Mette Hollins', 'she = Mette Hollins'],
    },
    {
      case: 'each quote of two speakers who alternate',
      body: '“Is it true?” asked Okafor.\n“It is,” replied Hollins.\n“Since when?”\n“Since May.”',
      expected: [
        'Okafor = Robert Okafor',
        'Hollins = Mette Hollins',
        'Okafor = Robert Okafor',
        'Hollins = Mette Hollins',
      ],
    },
    {
      case: 'a paragraph of speech after one by the same speaker',
      body: 'Okafor said: “It is late.”\n“It is very late.”',
      expected: ['Okafor = Robert Okafor', 'Okafor = Robert Okafor'],
    },
    {
      case: 'a paragraph of speech before the one with the tag',
      body: '“It is late now.”\n“It is very late,” said Okafor.',
      expected: ['Okafor = Robert Okafor', 'Okafor = Robert Okafor'],
    },
    {
      case: 'a thought that the sentence reports',
      body: 'Hollins said she expects Okafor “to see reason”.',
      expected: ['Hollins = Mette Hollins'],
    },
  ])('finds the speaker of $case', ({ body, expected }) => {
    expect(read(body).map(({ speaker }) => speaker)).toEqual(expected);
  });

  it.each([
    {
      case: 'resolves he to the man although a woman was named last',
      body: 'Robert Okafor met Mette Hollins. “We agree,” he said.',
      expected: 'he = Robert Okafor',
    },
    {
      case: 'resolves she to the woman although a man is the subject',
      body: 'Robert Okafor met Mette Hollins. “We agree,” she said.',
      expected: 'she = Mette Hollins',
    },
    {
      case: 'resolves a role to its holder',
      body: 'Prime Minister Mette Hollins met Robert Okafor. “We agree,” the prime minister said.',
      expected: 'the prime minister = Mette Hollins',
    },
    {
      case: 'resolves an office that nobody in the text is said to hold to the person just mentioned',
      body: 'Priya Raman had slept for three hours. “It was worth it,” the energy secretary said.',
      expected: 'the energy secretary = Priya Raman',
    },
    {
      case: 'does not resolve an office to a person with another office',
      body: 'Shadow Chancellor Robert Okafor had slept. “It was worth it,” the energy secretary said.',
      expected: 'the energy secretary = ?',
    },
    {
      case: 'does not resolve a pronoun when nobody was named',
      body: '“We agree,” he said.',
      expected: 'he = ?',
    },
  ])('$case', ({ body, expected }) => {
    expect(read(body).at(-1)?.speaker).toBe(expected);
  });

  it.each([
    [
      'resolves she in the paragraph that names her',
      'Hollins spoke. “No,” she said.\n\nPriya Raman shook her head. “Yes,” she said.',
      ['mette-hollins', 'priya-raman'],
    ],
    [
      'does not take somebody’s wife for a named person',
      'Priya Raman left. Okafor’s wife agreed. “It is a shame,” she said.',
      [null],
    ],
    [
      'does not take a deputy for the holder of the office',
      'Hollins, the prime minister, left. “I agree with her,” the deputy prime minister said.',
      [null],
    ],
    [
      'resolves an office of the directory to its holder in the text',
      'Priya Raman landed. “We will sign,” the Indian foreign minister said.',
      ['priya-raman'],
    ],
    [
      'resolves an office to a holder whom the text does not name',
      '“We will sign,” the French president said.',
      ['ana-sorel'],
    ],
    ['does not resolve an office without a country', '“We will sign,” the president said.', [null]],
  ])('%s', (_, body, expected) => {
    const quotes = findQuotes(analyse({ title: '', body }), loreOf(people(body)));
    expect(quotes.map(({ speaker }) => speaker?.personId ?? null)).toEqual(expected);
  });

  it('resolves no office to a person before the first day in office', () => {
    const body = '“We will sign,” the French president said.';
    const [quote] = findQuotes(analyse({ title: '', body }), loreOf([], Date.parse('2016-01-01')));
    expect(quote?.speaker).toMatchObject({ personId: null, text: 'the French president' });
  });

  it('gives the words of a speaker even when the person is unknown', () => {
    const body = '“We are ready,” President Ana Whitfield said.';

    const [quote] = findQuotes(analyse({ title: '', body }), loreOf([]));

    expect(quote?.speaker).toEqual({ personId: null, name: null, start: 26, end: 39, text: 'Ana Whitfield' });
  });

  it('counts offsets of words, speaker and cue in UTF-16 units of the field', () => {
    const body = '🎉 “We are 🎉 ready,” Hollins told reporters.';

    const [quote] = findQuotes(analyse({ title: '', body }), loreOf(people(body)));

    expect(body.slice(quote?.start, quote?.end)).toBe('We are 🎉 ready,');
    expect(body.slice(quote?.speaker?.start, quote?.speaker?.end)).toBe('Hollins');
    expect(body.slice(quote?.cue?.start, quote?.cue?.end)).toBe('told reporters');
  });

  it('finds a quote in the title', () => {
    const title = "'We are ready,' says Hollins";

    const quotes = findQuotes(analyse({ title, body: '' }), loreOf([]));

    expect(quotes).toMatchObject([{ field: 'title', text: 'We are ready,', speaker: { text: 'Hollins' } }]);
  });

  it('is more confident in a tag than a guess, and in a name than a pronoun', () => {
    const body = '“We are ready,” Okafor said.\n“We are ready,” he said.\n“We really are.”';

    const [name = 0, pronoun = 0, guess = 0] = findQuotes(
      analyse({ title: '', body }),
      loreOf(people(body)),
    ).map(({ confidence }) => confidence);

    expect(name).toBeGreaterThan(pronoun);
    expect(pronoun).toBeGreaterThan(guess);
  });

  it.each(['“', '”', '"', '“a', 'said ', '“Yes,” who, ', '“Yes,” head of the ', '“A b c d e.\n', '(“a” '])(
    'gives true offsets for 2,000 repetitions of %j',
    (piece) => {
      const body = piece.repeat(2_000);

      for (const quote of findQuotes(analyse({ title: '', body }), loreOf([])))
        expect(body.slice(quote.start, quote.end)).toBe(quote.text);
    },
  );
});
