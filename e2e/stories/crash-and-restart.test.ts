import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually, startStack, type ServiceName, type Stack } from '../support/stack.ts';

const ARTICLES = 5000;
const PER_REQUEST = 100;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

it('killing each service in turn neither loses nor duplicates an article', async () => {
  const accepted = new Map<string, number>();
  const killed: ServiceName[] = [];

  for (let from = 0; from < ARTICLES; from += PER_REQUEST) {
    const victim = victimAt(from);
    const answered = pushUntilAccepted(from, accepted);
    if (victim) {
      killed.push(victim);
      stack.services[victim].kill('SIGKILL');
      await stack.services[victim].restart();
    }
    await answered;
  }

  expect(killed).toEqual(['fetcher', 'annotator', 'indexer', 'search']);
  expect(accepted.size).toBe(ARTICLES);
  await eventually('every article is indexed', async () => (await countOf('articles')) >= ARTICLES, 120_000);
  await eventually(
    'the indexer and the annotator are ready',
    async () =>
      (await stack.services.indexer.answers('/ready')) && (await stack.services.annotator.answers('/ready')),
  );
  expect(await countOf('articles')).toBe(ARTICLES);
  expect(await indexed([...accepted.keys()])).toEqual(new Map(accepted));
  expect(await countOf('dead-letters')).toBe(0);
});

/** The service to kill while the batch that starts at this number is pushed. */
function victimAt(from: number): ServiceName | undefined {
  const victims: Readonly<Record<number, ServiceName>> = {
    800: 'fetcher',
    1800: 'annotator',
    2800: 'indexer',
    3800: 'search',
  };
  return victims[from];
}

/** Pushes a batch and retries it until it is accepted, as producers do. */
async function pushUntilAccepted(from: number, accepted: Map<string, number>): Promise<void> {
  const lines = Array.from({ length: PER_REQUEST }, (_, place) =>
    JSON.stringify({
      externalId: `flow-${from + place}`,
      title: `Dispatch ${from + place} from the flow`,
      body: `Correspondent ${from + place} writes that talks between ministers in Geneva went on until late on Tuesday.`,
      publishedAt: '2025-04-02',
    }),
  ).join('\n');
  await eventually(`the batch that starts at article ${from} is accepted`, async () => {
    try {
      const { status, body } = await stack.call('/articles', {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines,
      });
      if (status !== 202) return false;
      for (const { id, revision } of body['results'] as { id: string; revision: number }[])
        accepted.set(id, revision);
      return true;
    } catch {
      return false;
    }
  });
}

async function countOf(alias: string): Promise<number> {
  await stack.openSearch('POST', `{prefix}${alias}/_refresh`);
  return (await stack.openSearch<{ count: number }>('GET', `{prefix}${alias}/_count`)).count;
}

/** The indexed revision of each id. */
async function indexed(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (let from = 0; from < ids.length; from += 1000) {
    const answer = await stack.openSearch<{ docs: { _id: string; _source: { revision: number } }[] }>(
      'POST',
      '{prefix}articles/_mget?_source_includes=revision',
      { ids: ids.slice(from, from + 1000) },
    );
    for (const { _id, _source } of answer.docs) found.set(_id, _source.revision);
  }
  return found;
}
