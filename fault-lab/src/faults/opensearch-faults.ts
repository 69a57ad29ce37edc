import { deploy } from '@gazette/infra';
import { indexNames } from '@gazette/schemas';
import type { Judge, Verdict } from '@gazette/e2e/support/http-proxy';
import type { FaultKind } from './fault.ts';
import { namesOf } from '../rig/instances.ts';
import type { Lab } from '../rig/lab.ts';
import type { LabService } from '../rig/service-instance.ts';
import type { Random } from '../random.ts';

/** More documents than this in one bulk are answered 413 while that fault lasts. */
const DOCUMENTS_TAKEN = 2;
const SLOW_MS = 1500;
const ALLOCATION = 'index.routing.allocation.require._name';

/** Faults of OpenSearch's answers and of its configuration. */
export const openSearchFaults: readonly FaultKind[] = [
  answers('opensearch-429', ['indexer'], () => () => 429),
  answers('opensearch-503', ['indexer'], () => () => 503),
  answers('opensearch-401', ['indexer', 'fetcher'], () => () => 401),
  answers('opensearch-403', ['indexer', 'fetcher'], () => () => 403),
  answers('opensearch-413', [], () => (_method, path, body) => {
    const lines = path.includes('_bulk') ? body.toString().trimEnd().split('\n').length : 0;
    return lines > DOCUMENTS_TAKEN * 2 ? 413 : 'pass';
  }),
  answers('opensearch-429-items', [], (random) => toBulks({ refuse: () => random.next() < 0.5 })),
  answers('opensearch-truncated', [], (random) => sometimes(random, 'truncate')),
  answers('opensearch-reset', [], (random) => sometimes(random, 'reset')),
  // The write takes effect, but its answer is lost.
  answers('opensearch-lost-answer', [], (random) => sometimes(random, 'lose-answer')),
  answers('opensearch-slow', [], () => () => ({ slowMs: SLOW_MS })),
  setUp('index-read-only', ['indexer'], {
    harm: (lab, index) => call(lab, 'PUT', `${index}/_settings`, { 'index.blocks.write': true }),
    undo: (lab, index) => call(lab, 'PUT', `${index}/_settings`, { 'index.blocks.write': null }),
  }),
  // The block that OpenSearch sets at the flood-stage watermark.
  setUp('disk-full', ['indexer'], {
    harm: (lab, index) =>
      call(lab, 'PUT', `${index}/_settings`, { 'index.blocks.read_only_allow_delete': true }),
    undo: (lab, index) =>
      call(lab, 'PUT', `${index}/_settings`, { 'index.blocks.read_only_allow_delete': null }),
  }),
  // No node has a place for the last replica; a yellow index takes writes as usual.
  setUp('index-yellow', [], {
    harm: (lab, index) => setReplicas(lab, index, lab.members.opensearch.length),
    undo: (lab, index) => setReplicas(lab, index, lab.members.opensearch.length > 1 ? 1 : 0),
  }),
  // An opened index that no node may hold has no primary shard.
  setUp('index-red', ['indexer'], {
    harm: async (lab, index) => {
      await call(lab, 'POST', `${index}/_close`);
      await call(lab, 'PUT', `${index}/_settings`, { [ALLOCATION]: 'nowhere' });
      await call(lab, 'POST', `${index}/_open?wait_for_active_shards=0`);
    },
    undo: (lab, index) => call(lab, 'PUT', `${index}/_settings`, { [ALLOCATION]: null }),
  }),
  setUp('index-closed', ['indexer'], {
    harm: (lab, index) => call(lab, 'POST', `${index}/_close`),
    undo: (lab, index) => call(lab, 'POST', `${index}/_open`),
  }),
  setUp('write-alias-removed', ['indexer', 'fetcher'], {
    harm: (lab, index) => {
      const remove = { index, alias: indexNames(lab.prefix).articlesWrite };
      return call(lab, 'POST', '_aliases', { actions: [{ remove }] });
    },
    // The fix that the services log for the operator.
    undo: async (lab) => {
      await deploy({ ...lab.engines, prefix: lab.prefix, singleBroker: true });
    },
  }),
];

function toBulks(verdict: Verdict): Judge {
  return (_method, path) => (path.includes('_bulk') ? verdict : 'pass');
}

/** Affects half of all requests, so that retries can succeed. */
function sometimes(random: Random, verdict: Verdict): Judge {
  return () => (random.next() < 0.5 ? verdict : 'pass');
}

function answers(kind: string, stopped: readonly LabService[], judge: (random: Random) => Judge): FaultKind {
  return {
    kind,
    touches: 'opensearch',
    seconds: [8, 14],
    inject: (lab, random) => {
      for (const { opensearch } of lab.instances) opensearch.judge(judge(random));
      const heal = (): void => {
        for (const { opensearch } of lab.instances) opensearch.judge(() => 'pass');
      };
      return Promise.resolve({ subject: 'all', ...whom(lab, stopped), heal });
    },
  };
}

interface SetUpFault {
  readonly harm: (lab: Lab, index: string) => Promise<void>;
  readonly undo: (lab: Lab, index: string) => Promise<void>;
}

function setUp(kind: string, stopped: readonly LabService[], { harm, undo }: SetUpFault): FaultKind {
  return {
    kind,
    touches: 'opensearch',
    seconds: [8, 12],
    inject: async (lab) => {
      const index = await indexOf(lab);
      await harm(lab, index);
      return { subject: index, ...whom(lab, stopped), heal: () => undo(lab, index) };
    },
  };
}

function whom(lab: Lab, stopped: readonly LabService[]) {
  const stops = namesOf(lab.instances.filter(({ service }) => stopped.includes(service)));
  return { stops, disturbs: namesOf(lab.instances) };
}

/** The index behind the aliases, which a reindex replaces. */
async function indexOf({ engines, prefix }: Lab): Promise<string> {
  const response = await fetch(`${engines.opensearch}/_alias/${indexNames(prefix).articlesWrite}`);
  const [index = ''] = Object.keys((await response.json()) as object);
  return index;
}

function setReplicas(lab: Lab, index: string, replicas: number): Promise<void> {
  return call(lab, 'PUT', `${index}/_settings`, { 'index.number_of_replicas': replicas });
}

async function call({ engines }: Lab, method: string, path: string, body?: object): Promise<void> {
  const response = await fetch(`${engines.opensearch}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: expected 2xx, found ${response.status} ${text}`);
}
