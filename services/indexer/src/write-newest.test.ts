import { describe, expect, it } from '@jest/globals';
import { MessageError } from '@gazette/schemas';
import { anAnnotatedArticle } from '@gazette/schemas/testing';
import type { Judgement } from './judge-item.ts';
import { writeNewest } from './write-newest.ts';
import { toDocument, type VersionedWrite } from './to-document.ts';

const delivered: Judgement = { outcome: 'delivered' };
const again: Judgement = { outcome: 'again', error: new Error('not now') };
const refused: Judgement = { outcome: 'refused', error: new MessageError('immense-term', 'never') };

function aWrite(id: string, revision: number): VersionedWrite {
  return toDocument(anAnnotatedArticle({ id, revision }));
}

/** Writes to an index that answers by revision; returns each outcome and the revisions in each bulk. */
async function writing(writes: readonly VersionedWrite[], answers: Readonly<Record<number, Judgement>> = {}) {
  const bulks: number[][] = [];
  const results = await writeNewest(writes, (chosen) => {
    bulks.push(chosen.map(({ document }) => document.revision));
    return Promise.resolve(chosen.map(({ document }) => answers[document.revision] ?? delivered));
  });
  return { outcomes: writes.map((write) => results.get(write)?.outcome), bulks };
}

describe('writeNewest', () => {
  it.each([
    {
      case: 'writes the newest version of an article and reports older ones as superseded',
      writes: [aWrite('a', 2), aWrite('a', 3), aWrite('a', 1)],
      outcomes: ['superseded', 'delivered', 'superseded'],
      bulks: [[3]],
    },
    {
      case: 'writes the last of equal versions',
      writes: [aWrite('a', 1), aWrite('a', 1)],
      outcomes: ['superseded', 'delivered'],
      bulks: [[1]],
    },
    {
      case: 'writes different articles together',
      writes: [aWrite('a', 1), aWrite('b', 2)],
      outcomes: ['delivered', 'delivered'],
      bulks: [[1, 2]],
    },
    {
      case: 'retries older versions while the newest is retried',
      writes: [aWrite('a', 1), aWrite('a', 2), aWrite('b', 3)],
      answers: { 2: again },
      outcomes: ['again', 'again', 'delivered'],
      bulks: [[2, 3]],
    },
    {
      case: 'writes the next older version when the newest is refused for good',
      writes: [aWrite('a', 1), aWrite('a', 2), aWrite('a', 3)],
      answers: { 3: refused },
      outcomes: ['superseded', 'delivered', 'refused'],
      bulks: [[3], [2]],
    },
    { case: 'sends no bulk without writes', writes: [], outcomes: [], bulks: [] },
  ])('$case', async ({ writes, answers = {}, outcomes, bulks }) => {
    expect(await writing(writes, answers)).toEqual({ outcomes, bulks });
  });

  it('writes an older version once the newest is refused after a retry', async () => {
    const [older, newest] = [aWrite('a', 1), aWrite('a', 2)];

    const first = await writing([older, newest], { 2: again });
    const second = await writing([older, newest], { 2: refused });

    expect(first.outcomes).toEqual(['again', 'again']);
    expect(second).toEqual({ outcomes: ['delivered', 'refused'], bulks: [[2], [1]] });
  });
});
