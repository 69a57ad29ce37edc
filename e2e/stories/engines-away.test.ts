import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts, testEngines } from '@gazette/dev';
import { startHttpProxy, type HttpProxy } from '../support/http-proxy.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

let registry: HttpProxy;
let stack: Stack;

beforeAll(async () => {
  const engines = await testEngines();
  const { origin, pathname } = new URL(engines.registry);
  registry = await startHttpProxy(origin);
  stack = await startStack({ GAZETTE_REGISTRY: registry.url + pathname });
});

afterAll(async () => {
  await stack.stop();
  await registry.stop();
});

async function push(name: string): Promise<void> {
  const { status } = await stack.push({ externalId: name, title: `The ${name} report`, body: 'Some words.' });
  expect(status).toBe(202);
}

async function untilSearchable(name: string): Promise<void> {
  await eventually(
    `${name} is searchable`,
    async () => (await stack.search({ text: name })).total === 1,
    60_000,
  );
}

describe('a registry outage', () => {
  it('articles with known schemas are still indexed while the registry is down', async () => {
    await push('earlier');
    await untilSearchable('earlier');
    registry.judge(() => 'reset');

    await push('meanwhile');

    await untilSearchable('meanwhile');
  });

  it.each(['annotator', 'indexer'] as const)(
    'the %s starts without the registry, is not ready, and resumes when the registry returns',
    async (service) => {
      registry.judge(() => 'reset');
      await stack.services[service].stop();
      await push(`late${service}`);
      const restarted = stack.services[service].restart();
      await eventually(`the ${service} runs and is not ready`, async () => {
        const response = await fetch(`${stack.services[service].url}/ready`).catch(() => null);
        return response?.status === 503 && (await response.text()).includes('registry');
      });

      registry.judge(() => 'pass');

      await restarted;
      await untilSearchable(`late${service}`);
    },
  );
});

describe('a Kafka outage', () => {
  it('a push is answered 503 with Retry-After while Kafka is down', async () => {
    const { port } = await freePorts(['port']);
    const env = { GAZETTE_KAFKA: `127.0.0.1:${port}` };
    const fetcher = await stack.start('fetcher', env, { until: '/live' });

    const answer = await fetch(`${fetcher.url}/articles`, {
      method: 'POST',
      headers: { authorization: 'Bearer e2e-sample-key', 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Nobody takes this', body: 'Some words.' }),
    });

    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await fetcher.answers('/ready')).toBe(false);
  });
});
