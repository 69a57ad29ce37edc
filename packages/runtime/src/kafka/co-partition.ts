import kafkajs from 'kafkajs';
import type { Assigner, Cluster, GroupMember, PartitionAssigner } from 'kafkajs';

const NAME = 'gazette-co-partition';
const VERSION = 1;

/**
 * Gives partition p of every subscribed topic to one and the same member, so that what is keyed alike meets in one process; the
 * default assigners give them to different ones. Members are ordered by id, and partition p goes to member p mod n.
 */
export const coPartitionAssigner: PartitionAssigner = ({ cluster }: { cluster: Cluster }): Assigner => ({
  name: NAME,
  version: VERSION,
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
      version: VERSION,
      topics,
      userData: Buffer.alloc(0),
    }),
  }),
  assign: ({ members, topics }) => {
    const partitions = topics.map((topic) => ({
      topic,
      ids: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId),
    }));
    return Promise.resolve(
      [...ownersOf(members, partitions)].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(assignment),
          userData: Buffer.alloc(0),
        }),
      })),
    );
  },
});

/** Which member owns which partitions of which topics. */
export function ownersOf(
  members: readonly Pick<GroupMember, 'memberId'>[],
  topics: readonly { readonly topic: string; readonly ids: readonly number[] }[],
): ReadonlyMap<string, ReadonlyMap<string, number[]>> {
  const order = members.map(({ memberId }) => memberId).sort();
  const owners = new Map(
    order.map((id) => [id, new Map(topics.map(({ topic }) => [topic, [] as number[]]))]),
  );
  for (const { topic, ids } of topics) {
    for (const id of ids)
      owners
        .get(order[id % order.length] ?? '')
        ?.get(topic)
        ?.push(id);
  }
  return owners;
}
