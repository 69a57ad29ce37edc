import type { Injected } from '../faults/fault.ts';
import type { Lab } from './lab.ts';
import type { Instance } from './service-instance.ts';

/** Every instance. */
export function allInstances(lab: Lab): readonly Instance[] {
  return lab.instances;
}

export function noInstances(): readonly Instance[] {
  return [];
}

/** The instances of the indexer. */
export function indexers(lab: Lab): readonly Instance[] {
  return lab.instances.filter(({ service }) => service === 'indexer');
}

/** All instances of its service, including itself, because a rebalance disturbs the whole group. */
export function peersOf(lab: Lab, { service }: Instance): readonly Instance[] {
  return lab.instances.filter((instance) => instance.service === service);
}

/** Instance names. */
export function namesOf(instances: readonly Instance[]): readonly string[] {
  return instances.map(({ name }) => name);
}

/** An active fault, from the instances that it stops and disturbs. */
export function injected(
  subject: string,
  stopped: readonly Instance[],
  disturbed: readonly Instance[],
  heal: Injected['heal'],
): Injected {
  return { subject, stops: namesOf(stopped), disturbs: namesOf(disturbed), heal };
}
