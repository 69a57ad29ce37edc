import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { startEngines, type Engines } from './engines.ts';
import { knowsBrokers } from './kafka-probe.ts';

// These tests restart engines, so they do not use the ones that other suites share.
let engines: Engines;

beforeAll(async () => {
  engines = await startEngines({ only: ['registry'] });
}, 300_000);

afterAll(async () => {
  await engines.stop();
  expect(existsSync(engines.dataDir)).toBe(false);
}, 60_000);

describe('the registry', () => {
  it('keeps the ids of schemas when it and its Kafka are restarted', async () => {
    const first = await register('first', schemaOf('First'));
    const second = await register('second', schemaOf('Second'));

    await engines.stopOne('registry');
    await engines.stopOne('kafka');
    await engines.startOne('kafka');
    await engines.startOne('registry');

    expect(second).not.toBe(first);
    expect(await schemaWithId(first)).toBe(schemaOf('First'));
    expect(await schemaWithId(second)).toBe(schemaOf('Second'));
    expect(await register('second', schemaOf('Second'))).toBe(second);
  }, 300_000);

  it('keeps a schema that was registered before it crashed', async () => {
    const id = await register('crash', schemaOf('Crash'));

    engines.kill('registry', 'SIGKILL');
    await engines.startOne('registry');

    expect(await schemaWithId(id)).toBe(schemaOf('Crash'));
  }, 300_000);
});

describe('a launched engine', () => {
  it('restarts on the same address after it was killed', async () => {
    const port = Number(engines.kafka.split(':')[1]);
    const before = engines.pids().kafka;

    engines.kill('kafka', 'SIGKILL');
    await engines.startOne('kafka');

    expect(engines.pids().kafka).not.toBe(before);
    expect(await knowsBrokers(port)).toBe(true);
  }, 300_000);

  it('refuses a second start', async () => {
    await expect(engines.startOne('kafka')).rejects.toThrow('Kafka 4.3.1 is already running');
  });

  it('refuses to start an engine that was not requested', async () => {
    await expect(engines.startOne('opensearch')).rejects.toThrow(
      'Expected one of kafka, registry, found opensearch',
    );
  });
});

function schemaOf(name: string): string {
  return JSON.stringify({ type: 'record', name, fields: [{ name: 'id', type: 'string' }] });
}

async function register(subject: string, schema: string): Promise<number> {
  const response = await fetch(`${engines.registry}/subjects/${subject}-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
  return ((await response.json()) as { readonly id: number }).id;
}

async function schemaWithId(id: number): Promise<string> {
  const response = await fetch(`${engines.registry}/schemas/ids/${id}`);
  return ((await response.json()) as { readonly schema: string }).schema;
}
