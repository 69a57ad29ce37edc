import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseArticle, startNewsroom, type Newsroom } from '@gazette/dev';
import { createLogger, publisher } from '@gazette/runtime';
import { topics } from '@gazette/schemas';
import { aFeed } from '@gazette/schemas/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let newsroom: Newsroom;
let articlesDir: string;

beforeAll(async () => {
  articlesDir = await mkdtemp(join(tmpdir(), 'gazette-newsroom-'));
  newsroom = await startNewsroom({ port: 0, articlesDir });
  stack = await startStack({ GAZETTE_ALLOW_HOSTS: new URL(newsroom.url).host });
  const feeds = publisher(stack.kafka, topics.feeds, createLogger('test', 'silent'));
  await feeds.publish([{ value: aFeed({ url: newsroom.feedUrl, source: null, minIntervalSeconds: 1 }) }]);
  await feeds.stop();
});

afterAll(async () => {
  await stack.stop();
  await newsroom.stop();
  await rm(articlesDir, { recursive: true, force: true });
});

const paragraphs = [
  'Ministers from twelve countries met in Lisbon on Thursday to agree a plan for the fishing fleets of the Atlantic, after two years of quarrels over quotas for cod and mackerel that had set neighbours against each other.',
  '“Nobody gets everything, and everybody gets something,” said the Portuguese minister, Helena Marques, at the end of a night of talks that lasted until dawn and left several delegations looking for their coats.',
  'The plan, which still has to be approved by parliaments, would cut catches by a tenth next year and pay for boats that stay in port, with the money coming from a fund that the ministers agreed to set up in the autumn.',
];

function anArticle(body: readonly string[], differences: string) {
  return parseArticle(
    [
      '---',
      'slug: fishing-talks',
      'title: Ministers agree on fish after a night of talks',
      'byline: Ana Duarte',
      'section: World',
      'path: /world/fishing-talks',
      'publishedAt: 2025-03-06T08:00:00+00:00',
      'language: en',
      differences,
      '---',
      '',
      body.join('\n\n'),
    ]
      .filter((line, place) => line !== '' || place > 8)
      .join('\n'),
  );
}

describe('a feed entry', () => {
  it('a new entry becomes searchable after the next poll', async () => {
    newsroom.publish(anArticle(paragraphs, ''));

    const { hits } = await eventually('the article is searchable', async () => {
      const answer = await stack.search({ text: 'fishing fleets' });
      return answer.total === 1 && answer;
    });

    expect(hits[0]).toMatchObject({
      title: 'Ministers agree on fish after a night of talks',
      byline: 'Ana Duarte',
      publishedAt: '2025-03-06T08:00:00.000Z',
      publishedAtSource: 'feed',
      via: 'feed',
    });
    expect(hits[0]?.body).toBe(paragraphs.join('\n'));
  });

  it('a corrected entry replaces the old text', async () => {
    const corrected = [
      paragraphs[0] ?? '',
      paragraphs[1] ?? '',
      (paragraphs[2] ?? '').replace('a tenth', 'a fifth'),
    ];
    newsroom.correct('fishing-talks', anArticle(corrected, 'modifiedAt: 2025-03-06T10:00:00+00:00'));

    await eventually(
      'the correction is searchable',
      async () => (await stack.search({ text: 'fifth' })).total === 1,
    );

    expect((await stack.search({ text: 'fishing fleets' })).total).toBe(1);
    expect((await stack.search({ text: 'tenth' })).total).toBe(0);
  });
});
