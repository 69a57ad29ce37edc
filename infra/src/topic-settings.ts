import type { TopicSettings } from '@gazette/runtime';
import { PARTITIONS, SetupError, topicConfig } from '@gazette/schemas';
import type { Copies, TopicNeeds } from './kafka-topics.ts';

/** What the operator of an installation decides about copies. */
export interface Wishes {
  /** Replication factor of new topics; by default 3, or the number of brokers if there are fewer. */
  readonly replicas?: number | undefined;
  /** Declares that one broker, and so one disk, is enough. */
  readonly singleBroker: boolean;
}

const REPLICAS = 3;
/** An acknowledged message is then on two disks, and writing goes on while one of three brokers is away. */
const MIN_INSYNC = 2;

/** The copies of a topic, and whether one is enough. */
export interface ChosenCopies extends Copies {
  readonly singleBroker: boolean;
}

/** How many copies new topics get. Throws `SetupError` for a single one, unless that is declared. */
export function chooseCopies(brokers: number, { replicas, singleBroker }: Wishes): ChosenCopies {
  const chosen = replicas ?? Math.min(REPLICAS, brokers);
  if (chosen > brokers)
    throw new SetupError(
      `Expected at most as many replicas as brokers, found ${chosen} and ${brokers}.`,
      'Change GAZETTE_TOPIC_REPLICAS.',
    );
  if (chosen >= MIN_INSYNC) return { replicas: chosen, minInsync: MIN_INSYNC, singleBroker };
  if (singleBroker) return { replicas: 1, minInsync: 1, singleBroker };
  throw new SetupError(
    `With ${brokers} ${brokers === 1 ? 'broker' : 'brokers'} and one replica, an acknowledged article would be on a single disk.`,
    'Use three brokers, or set GAZETTE_SINGLE_BROKER=true.',
  );
}

/** What to change in an existing topic, and the differences to report. */
export interface Drift {
  readonly migrate: Readonly<Record<string, string>>;
  readonly report: readonly string[];
}

/** The settings that guarantees rest on; `deploy` sets them. An operator may choose the others. */
const GUARANTEED = [
  'message.timestamp.type',
  'cleanup.policy',
  'min.insync.replicas',
  'max.compaction.lag.ms',
];

/** How an existing topic differs from what Gazette expects. Throws `SetupError` when it has too few copies. */
export function driftOf(
  topic: TopicNeeds,
  found: TopicSettings,
  { replicas, minInsync: wanted, singleBroker }: ChosenCopies,
): Drift {
  const { name } = topic;
  const minInsync = singleBroker ? Math.min(wanted, found.replicas) : wanted;
  if (found.replicas < minInsync)
    throw new SetupError(
      `${name} has ${found.replicas} replica, so an acknowledged article would be on a single disk.`,
      'Add replicas with kafka-reassign-partitions, or set GAZETTE_SINGLE_BROKER=true.',
    );
  const differing = Object.entries(topicConfig(topic, minInsync)).filter(
    ([setting, value]) => !isEnough(setting, found.effective[setting], value),
  );
  const report = differing
    .filter(([setting]) => !GUARANTEED.includes(setting))
    .map(([setting, value]) => `${name}: expected ${setting}=${value}, found ${found.effective[setting]}.`);
  if (found.partitions !== PARTITIONS)
    report.push(`${name}: expected ${PARTITIONS} partitions, found ${found.partitions}.`);
  if (found.replicas < replicas)
    report.push(`${name}: expected ${replicas} replicas, found ${found.replicas}.`);
  return {
    migrate: Object.fromEntries(differing.filter(([setting]) => GUARANTEED.includes(setting))),
    report,
  };
}

/** Operators may ask for more copies in sync than Gazette does, and for earlier compaction. */
function isEnough(setting: string, found: string | undefined, expected: string): boolean {
  if (setting === 'min.insync.replicas') return Number(found) >= Number(expected);
  if (setting === 'max.compaction.lag.ms') return Number(found) <= Number(expected);
  return found === expected;
}
