import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { createLogger, setTopicConfig } from '@gazette/runtime';
import { command } from '@gazette/e2e/support/operator';
import { createCodec, createRegistry, PARTITIONS, stages, topics, type Stage } from '@gazette/schemas';
import { anIncomingArticle } from '@gazette/schemas/testing';
import type { FaultKind } from './fault.ts';
import { namesOf } from '../rig/instances.ts';
import { clientOf, withAdmin } from '../rig/kafka-client.ts';
import type { Lab } from '../rig/lab.ts';
import { startPermutedRegistry } from '../rig/permuted-registry.ts';
import type { LabService } from '../rig/service-instance.ts';
import type { Random } from '../random.ts';

/** How far back offsets are set, in messages of each partition. */
const SET_BACK_MESSAGES = 50n;
/** An interrupted command is run again, this often at most. */
const MOST_RUNS = 5;
/** The broker itself aborts what a laboratory that dies leaves open. */
const TRANSACTION_TIMEOUT_MS = 5000;
/** Twice a session, with a broker that has just started. */
const EMPTY_WITHIN_MS = 30_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const logger = createLogger('fault-lab', 'silent');

/** What operators do to a running installation, well or badly. */
export const operatorFaults: readonly FaultKind[] = [
  offsetsMove('inbox-offsets-set-back', 'fetcher', stages.inbox, setBack),
  offsetsMove('annotator-offsets-set-back', 'annotator', stages.annotator, setBack),
  offsetsMove('indexer-offsets-set-back', 'indexer', stages.indexer, setBack),
  offsetsMove('inbox-offsets-to-earliest', 'fetcher', stages.inbox, toEarliest),
  offsetsMove('annotator-offsets-to-earliest', 'annotator', stages.annotator, toEarliest),
  offsetsMove('indexer-offsets-to-earliest', 'indexer', stages.indexer, toEarliest),
  offsetsMove('inbox-offsets-lost', 'fetcher', stages.inbox, lose),
  offsetsMove('annotator-offsets-lost', 'annotator', stages.annotator, lose),
  offsetsMove('indexer-offsets-lost', 'indexer', stages.indexer, lose),
  commandRuns('reindex', 'indexer', ['reindex', '--delete-old']),
  commandRuns('reannotate', 'annotator', ['reannotate']),
  {
    // A running service knows its schemas; one that starts must not take another schema for its own.
    ...{ kind: 'registry-permuted', touches: 'services', seconds: [8, 10] },
    inject: async (lab, random) => {
      const instance = random.pick(lab.instances);
      const permuted = await startPermutedRegistry(lab.engines.registry);
      instance.registry.leadTo(permuted.host);
      instance.registry.cut();
      await instance.end('SIGTERM');
      await instance.start();
      return {
        subject: instance.name,
        stops: [instance.name],
        disturbs: namesOf(lab.instances.filter(({ service }) => service === instance.service)),
        heal: async () => {
          instance.registry.leadTo(new URL(lab.engines.registry).host);
          instance.registry.cut();
          await permuted.stop();
        },
      };
    },
  },
  {
    ...{ kind: 'compaction', touches: 'kafka', seconds: [10, 15] },
    inject: async (lab) => {
      await setCompaction(lab, { segmentMs: 1000, dirtyRatio: 0.001, lagMs: 1000 });
      const usual = { segmentMs: 7 * DAY_MS, dirtyRatio: 0.5, lagMs: DAY_MS };
      return {
        ...{ subject: 'the log of record', stops: [], disturbs: [] },
        heal: () => setCompaction(lab, usual),
      };
    },
  },
  {
    ...{ kind: 'aborted-transactions', touches: 'kafka', seconds: [1, 2] },
    inject: async (lab, random) => {
      await abortTwo(lab, random);
      return { subject: topics.inbox.name, stops: [], disturbs: [], heal: () => undefined };
    },
  },
];

type Move = (admin: Admin, groupId: string, topic: string) => Promise<unknown>;

/** Kafka moves a group's offsets only while it has no members. */
function offsetsMove(kind: string, service: LabService, { group, topic }: Stage, move: Move): FaultKind {
  return {
    kind,
    touches: 'services',
    seconds: [0, 1],
    inject: async (lab) => {
      const members = lab.instances.filter((instance) => instance.service === service);
      await Promise.all(members.map((instance) => instance.end('SIGTERM')));
      await onceEmpty(() => withAdmin(lab, (admin) => move(admin, lab.prefix + group, lab.prefix + topic)));
      const names = namesOf(members);
      const heal = async (): Promise<void> => {
        await Promise.all(members.map((instance) => instance.start()));
      };
      return { subject: group, stops: names, disturbs: names, heal };
    },
  };
}

/** Repeats a move while the group still counts members whose sessions have not ended. */
async function onceEmpty(move: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + EMPTY_WITHIN_MS; ;) {
    try {
      await move();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}

/** Deletes a group with its offsets; one that is gone already, as after a lost answer, is no error. */
async function lose(admin: Admin, groupId: string): Promise<void> {
  const { groups } = await admin.listGroups();
  if (groups.some((group) => group.groupId === groupId)) await admin.deleteGroups([groupId]);
}

async function setBack(admin: Admin, groupId: string, topic: string): Promise<void> {
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const bounds = await admin.fetchTopicOffsets(topic);
  const partitions = bounds.flatMap(({ partition, low }) => {
    const at = BigInt(committed?.partitions.find((each) => each.partition === partition)?.offset ?? '-1');
    const offset = at - SET_BACK_MESSAGES;
    return at < 0n ? [] : [{ partition, offset: String(offset < BigInt(low) ? low : offset) }];
  });
  if (partitions.length > 0) await admin.setOffsets({ groupId, topic, partitions });
}

function toEarliest(admin: Admin, groupId: string, topic: string): Promise<unknown> {
  return admin.resetOffsets({ groupId, topic, earliest: true });
}

/** A command of `gazette` runs while other faults come and go, until it succeeds. */
function commandRuns(kind: string, service: LabService, args: readonly string[]): FaultKind {
  return {
    kind,
    touches: 'opensearch',
    seconds: [0, 1],
    inject: (lab) => {
      const running = untilSuccessful(lab, service, args);
      const heal = async (): Promise<void> => {
        const problem = await running;
        if (problem !== null) throw new Error(`${kind} did not succeed in ${MOST_RUNS} runs: ${problem}`);
      };
      return Promise.resolve({ subject: service, stops: [], disturbs: namesOf(lab.instances), heal });
    },
  };
}

/** Runs a command again until it succeeds; returns what the last run printed if none did. */
async function untilSuccessful(
  { engines, prefix }: Lab,
  service: LabService,
  args: readonly string[],
): Promise<string | null> {
  const env = {
    GAZETTE_KAFKA: engines.kafka,
    GAZETTE_REGISTRY: engines.registry,
    GAZETTE_OPENSEARCH: engines.opensearch,
    GAZETTE_PREFIX: prefix,
  };
  let last = '';
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const { code, stdout, stderr } = await command({ env }, service, ...args, '--json');
    if (code === 0 || (stdout !== '' && isOnlyPoison(stdout))) return null;
    last = `${stderr}${stdout}`.slice(-1000);
  }
  return last;
}

/** Whether `reannotate` missed nothing but the poison messages, which nobody can annotate. */
function isOnlyPoison(stdout: string): boolean {
  const { missing, refused } = JSON.parse(stdout) as { missing?: readonly string[]; refused?: number };
  return missing?.length === 0 && refused === 0;
}

interface Compaction {
  readonly segmentMs: number;
  readonly dirtyRatio: number;
  readonly lagMs: number;
}

async function setCompaction(lab: Lab, { segmentMs, dirtyRatio, lagMs }: Compaction): Promise<void> {
  const kafka = { brokers: lab.engines.kafka.split(','), prefix: lab.prefix };
  for (const { name } of [topics.raw, topics.annotated])
    await setTopicConfig(kafka, logger, name, {
      'segment.ms': String(segmentMs),
      'min.cleanable.dirty.ratio': String(dirtyRatio),
      'max.compaction.lag.ms': String(lagMs),
    });
}

/** Aborts two transactions whose messages alternate in one partition of the inbox. */
async function abortTwo({ engines, prefix }: Lab, random: Random): Promise<void> {
  const topic = prefix + topics.inbox.name;
  const partition = random.below(PARTITIONS);
  const serial = random.below(2 ** 31);
  const codec = createCodec(topics.inbox, createRegistry(engines.registry), prefix);
  const kafka = clientOf(engines.kafka);
  const producers = ['first', 'second'].map((name) =>
    kafka.producer({
      transactionalId: `${prefix}${name}-${serial}`,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      maxInFlightRequests: 1,
      idempotent: true,
    }),
  );
  try {
    await Promise.all(producers.map((producer) => producer.connect()));
    const transactions = await Promise.all(producers.map((producer) => producer.transaction()));
    for (let n = 0; n < 3; n += 1)
      for (const [place, transaction] of transactions.entries()) {
        const externalId = `aborted-${serial}-${place}-${n}`;
        const value = await codec.encode(anIncomingArticle({ externalId, url: null }));
        const headers = { producer: 'wire' };
        await transaction.send({ topic, messages: [{ partition, value, headers }] });
      }
    for (const transaction of transactions) await transaction.abort();
  } finally {
    await Promise.all(producers.map((producer) => producer.disconnect()));
  }
}
