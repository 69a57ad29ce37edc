import { setTimeout as sleep } from 'node:timers/promises';
import { slowClock } from '@gazette/e2e/support/slow-clock';
import { topics } from '@gazette/schemas';
import type { FaultKind } from './fault.ts';
import { activeController } from '../rig/active-controller.ts';
import { withAdmin } from '../rig/kafka-client.ts';
import { indexers, injected, noInstances } from '../rig/instances.ts';
import type { Lab } from '../rig/lab.ts';
import type { Member } from '../rig/lab-engines.ts';
import type { Instance } from '../rig/service-instance.ts';
import type { Random } from '../random.ts';

const CLOCK_BEHIND_SECONDS = 5;
/** Time for a broker that has started to catch up, before another one leaves its partitions to it. */
const BACK_IN_SYNC_MS = 5000;

interface Away {
  readonly away: (member: Member) => Promise<void>;
  readonly back: (member: Member) => Promise<void>;
}

const kill: Away = {
  away: async (member) => {
    member.kill();
    await member.stop();
  },
  back: (member) => member.start(),
};

const freeze: Away = {
  away: (member) => {
    member.freeze();
    return Promise.resolve();
  },
  back: (member) => {
    member.resume();
    return Promise.resolve();
  },
};

/** Faults that only a cluster of three can have. */
export const clusterFaults: readonly FaultKind[] = [
  // Without a majority there is no leader and no commit.
  twoAway('two-brokers-killed', 'kafka', kill, noInstances),
  twoAway('two-brokers-frozen', 'kafka', freeze, noInstances),
  {
    // The brokers elect another controller; until then no leader changes.
    ...{ kind: 'controller-killed', touches: 'kafka', seconds: [6, 10] },
    inject: async (lab) => {
      const brokers = lab.members.kafka;
      const nodeId = await activeController(lab.engines.kafka.split(','));
      const controller = brokers[nodeId - 1];
      if (!controller) throw new Error(`Expected a node id from 1 to ${brokers.length}, found ${nodeId}`);
      await kill.away(controller);
      return injected(controller.name, [], lab.instances, () => controller.start());
    },
  },
  {
    // Partitions leave a broker that stays up and answers that it does not lead them.
    ...{ kind: 'leaders-moved', touches: 'kafka', seconds: [6, 10] },
    inject: async (lab, random) => {
      const from = 1 + random.below(lab.members.kafka.length);
      const all = lab.members.kafka.map((_, index) => index + 1);
      const others = all.filter((nodeId) => nodeId !== from);
      await placeReplicas(lab, (partition) => rotated(others, partition));
      const heal = () => placeReplicas(lab, (partition) => rotated(all, partition));
      return injected(`from ${lab.members.kafka[from - 1]?.name ?? ''}`, [], lab.instances, heal);
    },
  },
  // Longer than the broker's session (4 s): the others shrink the set of replicas in sync, which grows again.
  {
    ...{ kind: 'broker-out-of-sync', touches: 'kafka', seconds: [14, 18] },
    inject: (lab, random) => {
      const broker = random.pick(lab.members.kafka);
      broker.freeze();
      return Promise.resolve(injected(broker.name, [], lab.instances, broker.resume));
    },
  },
  {
    // Leaders move from one broker to the next, without a pause between them.
    ...{ kind: 'brokers-restarted-in-turn', touches: 'kafka', seconds: [1, 2] },
    inject: async (lab) => {
      for (const broker of lab.members.kafka) {
        await broker.stop();
        await broker.start();
      }
      return injected('all brokers', [], lab.instances, () => undefined);
    },
  },
  {
    // Its leaders append with a time that lies before what other leaders appended.
    ...{ kind: 'leader-clock-behind', touches: 'kafka', seconds: [10, 14] },
    inject: async (lab, random) => {
      const [slow, other] = twoOf(lab.members.kafka, random);
      await slow.stop();
      await slow.start(slowClock(CLOCK_BEHIND_SECONDS));
      await sleep(BACK_IN_SYNC_MS);
      await other.stop();
      const heal = async (): Promise<void> => {
        await other.start();
        await sleep(BACK_IN_SYNC_MS);
        await slow.stop();
        await slow.start();
      };
      return injected(`${slow.name} instead of ${other.name}`, [], lab.instances, heal);
    },
  },
  twoAway('two-nodes-killed', 'opensearch', kill, indexers),
  twoAway('two-nodes-frozen', 'opensearch', freeze, indexers),
];

/** Two of three are away: what is left has no majority. */
function twoAway(
  kind: string,
  engine: 'kafka' | 'opensearch',
  { away, back }: Away,
  stopped: (lab: Lab) => readonly Instance[],
): FaultKind {
  return {
    kind,
    touches: engine,
    seconds: [10, 14],
    inject: async (lab, random) => {
      const gone = twoOf(lab.members[engine], random);
      await Promise.all(gone.map(away));
      return injected(gone.map(({ name }) => name).join(' and '), stopped(lab), lab.instances, async () => {
        // One by one, as an operator would: OpenSearch can get stuck in quick elections.
        for (const member of gone) await back(member);
      });
    },
  };
}

/** Replaces the replicas of every partition of the pipeline and of the groups' offsets; the first one leads. */
function placeReplicas(lab: Lab, replicasOf: (partition: number) => number[]): Promise<void> {
  const names = [...Object.values(topics).map(({ name }) => lab.prefix + name), '__consumer_offsets'];
  return withAdmin(lab, async (admin) => {
    const found = await admin.fetchTopicMetadata({ topics: names });
    await admin.alterPartitionReassignments({
      topics: found.topics.map(({ name, partitions }) => ({
        topic: name,
        partitionAssignment: partitions.map(({ partitionId }) => ({
          partition: partitionId,
          replicas: replicasOf(partitionId),
        })),
      })),
    });
  });
}

/** The same members in the same order, beginning with another one. */
function rotated(members: readonly number[], by: number): number[] {
  const start = by % members.length;
  return [...members.slice(start), ...members.slice(0, start)];
}

function twoOf(members: readonly Member[], random: Random): readonly [Member, Member] {
  const first = random.pick(members);
  return [first, random.pick(members.filter((member) => member !== first))];
}
