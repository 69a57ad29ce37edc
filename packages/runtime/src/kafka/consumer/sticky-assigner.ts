import kafkajs from 'kafkajs';
import type { Assigner, Cluster, PartitionAssigner } from 'kafkajs';

const NAME = 'gazette-co-partition';
const VERSION = 1;

/**
 * Gives partition p of every subscribed topic to the same member, so that equal keys meet in one process,
 * and leaves it with its present member as far as shares stay even. kafkajs' own assigners do neither: a
 * join moved nearly every partition. Members report what they hold (`held`) in the user data of their
 * subscription.
 */
export function stickyAssigner(held: () => readonly number[]): PartitionAssigner {
  return ({ cluster }: { cluster: Cluster }): Assigner => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(JSON.stringify(held())),
      }),
    }),
    assign: ({ members, topics }) => {
      const partitions = topics.map((topic) => ({
        topic,
        ids: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId),
      }));
      const shares = sharesOf(
        members.map(({ memberId, memberMetadata }) => ({ memberId, held: heldIn(memberMetadata) })),
        [...new Set(partitions.flatMap(({ ids }) => ids))].sort((a, b) => a - b),
      );
      return Promise.resolve(
        [...shares].map(([memberId, share]) => ({
          memberId,
          memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({
            version: VERSION,
            assignment: Object.fromEntries(
              partitions.map(({ topic, ids }) => [topic, ids.filter((id) => share.includes(id))]),
            ),
            userData: Buffer.alloc(0),
          }),
        })),
      );
    },
  });
}

/** A member of a group, with the partitions it held before a rebalance. */
export interface Holder {
  readonly memberId: string;
  readonly held: readonly number[];
}

/** Partition ids by member. Shares differ by at most one; each member keeps what it held within its share. */
export function sharesOf(
  holders: readonly Holder[],
  ids: readonly number[],
): ReadonlyMap<string, readonly number[]> {
  // Where shares are uneven, the members that held most get the larger ones. The order is deterministic.
  const order = holders.toSorted(
    (a, b) => b.held.length - a.held.length || (a.memberId < b.memberId ? -1 : 1),
  );
  const even = Math.floor(ids.length / order.length);
  const larger = ids.length % order.length;
  const free = new Set(ids);
  const kept = order.map(({ memberId, held }, index) => {
    const room = even + (index < larger ? 1 : 0);
    const stay = held.filter((id) => free.has(id)).slice(0, room);
    for (const id of stay) free.delete(id);
    return { memberId, room, stay };
  });
  const rest = [...free];
  return new Map(
    kept.map(({ memberId, room, stay }) => [memberId, [...stay, ...rest.splice(0, room - stay.length)]]),
  );
}

/** What a member reports that it holds; empty when its user data has another format. */
function heldIn(memberMetadata: Buffer): readonly number[] {
  const { userData } = kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata) ?? {};
  try {
    const ids: unknown = JSON.parse(userData?.toString() ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
  } catch {
    return [];
  }
}
