import type { FaultKind } from './fault.ts';
import { indexers, injected, noInstances, peersOf } from '../rig/instances.ts';
import type { Lab } from '../rig/lab.ts';
import type { Instance } from '../rig/service-instance.ts';
import type { TcpFault } from '../rig/tcp-proxy.ts';

/** What a fault of each proxy touches. */
const touched = { kafka: 'kafka', registry: 'registry', line: 'opensearch' } as const;
type Far = keyof typeof touched;

/** Faults of the network between services and engines. */
export const networkFaults: readonly FaultKind[] = [
  toAll('kafka-latency', 'kafka', [10, 15], { kind: 'latency', ms: 150 }),
  toAll('kafka-bandwidth', 'kafka', [10, 15], { kind: 'bandwidth', bytesPerSecond: 256 * 1024 }),
  {
    // All connections are reset once; new ones succeed immediately.
    ...{ kind: 'kafka-reset', touches: 'kafka', seconds: [1, 2] },
    inject: (lab) => {
      for (const { kafka } of lab.instances) kafka.cut();
      return Promise.resolve(injected('all', [], lab.instances, () => undefined));
    },
  },
  toOne('kafka-cut', 'kafka', [7, 12], { kind: 'cut' }),
  // Longer than the session timeout (6 s): the group reassigns its partitions without the member's knowledge.
  toOne('kafka-black-hole', 'kafka', [11, 14], { kind: 'black-hole' }),
  // Within the session timeout, or just beyond: heartbeats are answered late, all at once.
  toOne('kafka-stall', 'kafka', [6, 10], { kind: 'black-hole' }),
  toOne('kafka-late-answers', 'kafka', [6, 10], { kind: 'late-answers' }),
  toOne('kafka-half-open', 'kafka', [7, 12], { kind: 'half-open' }),
  toAll('registry-cut', 'registry', [8, 12], { kind: 'cut' }),
  toAll('registry-black-hole', 'registry', [8, 12], { kind: 'black-hole' }),
  toAll('registry-latency', 'registry', [8, 12], { kind: 'latency', ms: 150 }),
  toAll('opensearch-bandwidth', 'line', [8, 12], { kind: 'bandwidth', bytesPerSecond: 256 * 1024 }),
  toAll('opensearch-black-hole', 'line', [8, 12], { kind: 'black-hole' }, indexers),
  toAll('opensearch-half-open', 'line', [8, 12], { kind: 'half-open' }, indexers),
];

/** Only `stopped` must become unready: slow engines still work, and cached schemas replace the registry. */
function toAll(
  kind: string,
  far: Far,
  seconds: FaultKind['seconds'],
  set: TcpFault,
  stopped: (lab: Lab) => readonly Instance[] = noInstances,
): FaultKind {
  return {
    kind,
    touches: touched[far],
    seconds,
    inject: (lab) => {
      for (const instance of lab.instances) instance[far].set(set);
      const heal = (): void => {
        for (const instance of lab.instances) instance[far].set({ kind: 'none' });
      };
      return Promise.resolve(injected('all', stopped(lab), lab.instances, heal));
    },
  };
}

/** An instance without Kafka must become unready; its peers take over its partitions. */
function toOne(kind: string, far: Far, seconds: FaultKind['seconds'], set: TcpFault): FaultKind {
  return {
    kind,
    touches: touched[far],
    seconds,
    inject: (lab, random) => {
      const instance = random.pick(lab.instances);
      instance[far].set(set);
      const heal = (): void => {
        instance[far].set({ kind: 'none' });
      };
      return Promise.resolve(injected(instance.name, [instance], peersOf(lab, instance), heal));
    },
  };
}
