import { describe, expect, it } from '@jest/globals';
import { analyse } from '../text.ts';
import { issuesFile } from './definitions.ts';
import { createIssueMatcher, type IssueMatcher } from './matcher.ts';
import { explainIssue, findIssues } from './issues.ts';

const DAY = 86_400_000;

interface Issue {
  readonly include: Readonly<Record<string, readonly string[]>>;
  readonly exclude?: Readonly<Record<string, readonly string[]>>;
  readonly threshold?: number;
  readonly validFrom?: string;
  readonly validTo?: string;
}

function matcherOf(issues: Readonly<Record<string, Issue>>): IssueMatcher {
  const { issues: definitions } = issuesFile.parse({
    topics: [{ id: 'topic', label: 'Topic', cap: '1900' }],
    issues: Object.entries(issues).map(([id, issue]) => ({
      id,
      label: id,
      parent: 'topic',
      examples: { match: ['anything'] },
      ...issue,
    })),
  });
  return createIssueMatcher(definitions);
}

function idsIn(text: { title?: string; body?: string }, issues: Readonly<Record<string, Issue>>): string[] {
  const found = findIssues(analyse({ title: '', body: '', ...text }), matcherOf(issues), null);
  return found.map((issue) => issue.id);
}

const filler = (words: number) =>
  'The clerk put a paper on the desk and went home. '.repeat(Math.ceil(words / 11));

describe('findIssues', () => {
  it.each([
    { case: 'finds a phrase', phrase: 'trade war', body: 'A trade war looms.', found: true },
    { case: 'ignores case', phrase: 'trade war', body: 'TRADE War looms.', found: true },
    { case: 'matches a space with a hyphen', phrase: 'trade war', body: 'A trade-war chest.', found: true },
    { case: 'matches a hyphen with a space', phrase: 'same-sex', body: 'Same sex couples wed.', found: true },
    { case: 'ignores quotation marks', phrase: 'trade war', body: 'A “trade” war looms.', found: true },
    {
      case: 'ignores a possessive',
      phrase: 'women rights',
      body: 'They march for women’s rights.',
      found: true,
    },
    {
      case: 'ignores the stops of initials',
      phrase: 'US trade',
      body: 'The U.S. trade gap grew.',
      found: true,
    },
    { case: 'ignores accents', phrase: 'Orban', body: 'Viktor Orbán spoke.', found: true },
    {
      case: 'matches the plural in the phrase',
      phrase: 'tariff(s)',
      body: 'Tariffs bite.',
      found: true,
    },
    { case: 'matches only whole words', phrase: 'war', body: 'An award was warmly received.', found: false },
    { case: 'does not span a full stop', phrase: 'trade war', body: 'They trade. War is far.', found: false },
    { case: 'does not span a comma', phrase: 'trade war', body: 'They trade, war or not.', found: false },
    {
      case: 'requires capitals where the phrase has them',
      phrase: 'AI',
      body: 'Ai Weiwei paints.',
      found: false,
    },
    { case: 'matches capitals', phrase: 'AI', body: 'It uses AI.', found: true },
    {
      case: 'requires a first capital where the phrase has one',
      phrase: 'Labour',
      body: 'A labour of love.',
      found: false,
    },
    { case: 'reads a percentage', phrase: '2.5% of GDP', body: 'They spend 2.5% of GDP.', found: true },
  ])('$case', ({ phrase, body, found }) => {
    expect(idsIn({ body }, { it: { include: { 5: [phrase] } } })).toEqual(found ? ['it'] : []);
  });

  it('does not take words of a headline in capitals for acronyms', () => {
    expect(idsIn({ title: 'WHO IS NEXT?' }, { who: { include: { 5: ['WHO'] } } })).toEqual([]);
  });

  it('never decides by phrases of low weight, however often they occur', () => {
    const issues = { war: { include: { 5: ['invasion of Ukraine'], 1.5: ['Ukraine'] } } };

    expect(idsIn({ title: 'Ukraine', body: 'Ukraine won. '.repeat(60) }, issues)).toEqual([]);
  });

  it('counts overlapping phrases of one issue as the longest', () => {
    const issues = matcherOf({ it: { include: { 3: ['trade'], 2: ['trade war'] } } });

    const found = explainIssue(analyse({ title: '', body: 'A trade war.' }), issues, 'it');

    expect(found?.evidence.map((e) => e.phrase)).toEqual(['trade war']);
  });

  it('finds two issues whose phrases overlap in one text', () => {
    const issues = { trade: { include: { 5: ['trade'] } }, war: { include: { 5: ['trade war'] } } };

    expect(idsIn({ body: 'A trade war.' }, issues).sort()).toEqual(['trade', 'war']);
  });

  it('hides a phrase inside an excluded one', () => {
    const issues = { steel: { include: { 5: ['nerves'] }, exclude: { 0: ['nerves of steel'] } } };

    expect(idsIn({ body: 'She has nerves of steel.' }, issues)).toEqual([]);
  });

  it('counts an excluded phrase with a weight against the issue', () => {
    const issues = { it: { include: { 5: ['summit'] }, exclude: { 4: ['mountaineers'] } } };

    expect(idsIn({ body: 'The summit is near, mountaineers say.' }, issues)).toEqual([]);
  });

  it('counts the title for more than the text', () => {
    const issues = { it: { include: { 3: ['tariff(s)'] } } };

    expect(idsIn({ title: 'Tariffs rise', body: filler(150) }, issues)).toEqual(['it']);
    expect(idsIn({ body: `${filler(140)} Tariffs rise.` }, issues)).toEqual([]);
  });

  it('needs a higher score in a long text than in a short one', () => {
    const issues = { it: { include: { 5: ['tariff(s)'] } } };

    expect(idsIn({ body: `${filler(60)} Tariffs rise.` }, issues)).toEqual(['it']);
    expect(idsIn({ body: `${filler(1500)} Tariffs rise.` }, issues)).toEqual([]);
  });

  it('counts a heading for more than a passing remark', () => {
    const issues = { it: { include: { 5: ['tariff(s)'] } } };
    const before = filler(150);

    expect(idsIn({ body: `${before}\nTariffs to come\n${filler(100)}` }, issues)).toEqual(['it']);
    expect(idsIn({ body: `${before}\nTariffs will come.\n${filler(100)}` }, issues)).toEqual([]);
  });

  it('puts the issue furthest above its threshold first', () => {
    const issues = {
      weak: { include: { 5: ['steel'] } },
      strong: { include: { 5: ['tariff(s)'] } },
      hard: { include: { 5: ['quota'] }, threshold: 7 },
    };

    expect(idsIn({ body: 'Tariffs, tariffs on steel, and a quota.' }, issues)).toEqual([
      'strong',
      'weak',
      'hard',
    ]);
  });

  it('names its evidence by UTF-16 offsets into the field', () => {
    const title = '😀 Tariffs';
    const [issue] = findIssues(
      analyse({ title, body: '' }),
      matcherOf({ it: { include: { 5: ['tariff(s)'] } } }),
      null,
    );

    expect(issue?.evidence).toEqual([
      { field: 'title', start: 3, end: 10, text: 'Tariffs', phrase: 'tariff(s)', weight: 5 },
    ]);
  });

  it.each([
    { case: 'does not find an issue before its first day', at: Date.UTC(2022, 1, 24) - 1, found: [] },
    { case: 'finds an issue on its first day', at: Date.UTC(2022, 1, 24), found: ['it'] },
    { case: 'finds an issue on its last day', at: Date.UTC(2022, 2, 31) + DAY - 1, found: ['it'] },
    { case: 'does not find an issue after its last day', at: Date.UTC(2022, 3, 1), found: [] },
    { case: 'finds an issue when the day of publication is unknown', at: null, found: ['it'] },
  ])('$case', ({ at, found }) => {
    const issues = matcherOf({
      it: { include: { 5: ['siege'] }, validFrom: '2022-02-24', validTo: '2022-03-31' },
    });

    expect(findIssues(analyse({ title: '', body: 'The siege.' }), issues, at).map((i) => i.id)).toEqual(
      found,
    );
  });

  it('finds the right one of a thousand issues', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`issue-${i}`, { include: { 5: [`phrase${i} of ours`] } }]),
    );

    expect(idsIn({ body: `Phrase7 of ours. ${filler(100)}` }, many)).toEqual(['issue-7']);
  });

  it('gives issues with the same phrases the same score, each within its validity', () => {
    const include = { 5: ['siege'] };
    const issues = matcherOf({ one: { include }, two: { include }, old: { include, validTo: '2000-01-01' } });

    const found = findIssues(analyse({ title: '', body: 'The siege.' }), issues, Date.UTC(2025, 0, 1));

    expect(issues.profiles).toHaveLength(1);
    expect(found.map(({ id, score }) => [id, score])).toEqual([
      ['one', found[0]?.score],
      ['two', found[0]?.score],
    ]);
  });
});

describe('explainIssue', () => {
  it('gives a score below the threshold and the phrases behind it', () => {
    const issues = matcherOf({ it: { include: { 2: ['summit'] } } });

    const found = explainIssue(analyse({ title: '', body: 'The summit.' }), issues, 'it');

    expect(found).toMatchObject({ threshold: 5, decided: true, evidence: [{ text: 'summit' }] });
    expect(found?.score).toBeLessThan(5);
  });

  it('gives null for an unknown id', () => {
    expect(
      explainIssue(analyse({ title: '', body: '' }), matcherOf({ it: { include: { 2: ['a'] } } }), 'x'),
    ).toBeNull();
  });
});
