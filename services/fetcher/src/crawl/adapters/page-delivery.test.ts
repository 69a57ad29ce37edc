import { describe, expect, it } from '@jest/globals';
import { createHealth, createLogger, type Published } from '@gazette/runtime';
import { MessageError, type Page } from '@gazette/schemas';
import { aPage, aRawArticle } from '@gazette/schemas/testing';
import type { Accept, Acceptance } from '../../accept/adapters/acceptor.ts';
import { PageDelivery } from './page-delivery.ts';

const draft = aRawArticle();
const next = aPage({ visit: 1 });
const accepted: Acceptance = { outcome: 'delivered', id: draft.id, revision: 1, partition: 0, offset: '0' };
const unchanged: Acceptance = { outcome: 'unchanged', id: draft.id, revision: 1 };
const refusal = new MessageError('too-large', 'larger than Kafka accepts');
const refused = { outcome: 'refused', error: refusal } as const;

function aDelivery({
  accept = () => Promise.resolve([accepted]),
  published = { outcome: 'delivered', partition: 0, offset: '0', appendedAt: null },
  previousOwnerIndexed = Promise.resolve(),
}: {
  readonly accept?: Accept;
  readonly published?: Published;
  readonly previousOwnerIndexed?: Promise<void>;
} = {}) {
  const pages: Page[] = [];
  const closing = new AbortController();
  const delivery = new PageDelivery({
    accept,
    assignment: { ownerSince: 0, confirmed: () => Promise.resolve() },
    context: {
      task: 'test',
      health: createHealth(),
      logger: createLogger('test', 'silent'),
      signal: new AbortController().signal,
    },
    lane: { closing: closing.signal },
    pages: {
      publish: (items) => {
        pages.push(...items.map(({ value }) => value));
        return Promise.resolve([published]);
      },
    },
    previousOwnerIndexed,
  });
  return { closing, delivery, pages };
}

describe('the delivery of a fetched page', () => {
  it.each([
    {
      case: 'accepts an article and publishes its next visit',
      fetched: { kind: 'article', draft, next } as const,
      acceptance: accepted,
      outcome: 'delivered',
      visits: [next],
    },
    {
      case: 'publishes the next visit of an article that the index already has',
      fetched: { kind: 'article', draft, next } as const,
      acceptance: unchanged,
      outcome: 'unchanged',
      visits: [next],
    },
    {
      case: 'publishes nothing after the last visit',
      fetched: { kind: 'article', draft, next: null } as const,
      acceptance: accepted,
      outcome: 'delivered',
      visits: [],
    },
    {
      case: 'publishes the next visit of a page that has not changed',
      fetched: { kind: 'unchanged', next } as const,
      acceptance: accepted,
      outcome: 'unchanged',
      visits: [next],
    },
    {
      case: 'returns a page that must be fetched again',
      fetched: { kind: 'again', page: next } as const,
      acceptance: accepted,
      outcome: 'rescheduled',
      visits: [next],
    },
  ])('$case', async ({ fetched, acceptance, outcome, visits }) => {
    const { delivery, pages } = aDelivery({ accept: () => Promise.resolve([acceptance]) });

    expect(await delivery.deliver(fetched)).toBe(outcome);
    expect(pages).toEqual(visits);
  });

  it('throws when the page, its article or its next visit is refused', async () => {
    const article = { kind: 'article', draft, next } as const;
    const page = aDelivery();
    const ofArticle = aDelivery({ accept: () => Promise.resolve([refused]) });
    const ofVisit = aDelivery({ published: refused });

    await expect(page.delivery.deliver({ kind: 'refused', error: refusal })).rejects.toBe(refusal);
    await expect(ofArticle.delivery.deliver(article)).rejects.toBe(refusal);
    await expect(ofVisit.delivery.deliver(article)).rejects.toBe(refusal);
    expect(ofArticle.pages).toEqual([]);
  });

  it('accepts nothing when the lane closes before the previous owner’s articles are indexed', async () => {
    const { closing, delivery } = aDelivery({ previousOwnerIndexed: new Promise(() => undefined) });
    const delivered = delivery.deliver({ kind: 'article', draft, next });
    closing.abort();

    await expect(delivered).rejects.toThrow('before everything that the previous owner accepted was indexed');
  });

  it('accepts two messages for an article one after the other', async () => {
    const steps: string[] = [];
    const accept: Accept = async ([arrival]) => {
      const title = arrival?.draft.title ?? '';
      steps.push(`${title} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${title} ends`);
      return [accepted];
    };
    const { delivery } = aDelivery({ accept });
    const article = (title: string) =>
      delivery.deliver({ kind: 'article', draft: { ...draft, title }, next: null });

    await Promise.all([article('first'), article('second')]);

    expect(steps).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  });
});
