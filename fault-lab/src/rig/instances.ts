import type { Injected } from '../faults/fault.ts';
import type { Lab } from './lab.ts';
import type { Instance } from './service-instance.ts';

/** Every instance. */
export function everybody(lab: Lab): readonly Instance[] {
  return lab.instances;
}

/** No instance. */
export function nobody(): readonly Instance[] {
  return [];
}

/** The instances of the indexer. */
export function indexers(lab: Lab): readonly Instance[] {
  return lab.instances.filter(({ service }) => service === 'indexer');
}

/** The instances of its service, itself among them: a rebalance disturbs the other members of the group too. */
export function peersOf(lab: Lab, { service }: Instance): readonly Instance[] {
  return lab.instances.filter((instance) => instance.service === service);
}

/** Their names. */
export function namesOf(instances: readonly Instance[]): readonly string[] {
  return instances.map(({ name }) => name);
}

/** A fault at work, by the instances that it stops and disturbs. */
export function injected(
  subject: string,
  stopped: readonly Instance[],
  disturbed: readonly Instance[],
  heal: Injected['heal'],
): Injected {
  return { subject, stops: namesOf(stopped), disturbs: namesOf(disturbed), heal };
}
