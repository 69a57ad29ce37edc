/** Where a broker listens and keeps its log, in Kafka's own notation. */
export interface BrokerPlace {
  readonly listeners: string;
  readonly advertised: string;
  readonly protocols: string;
  /** `host:port` of the controller, which is the same process. */
  readonly controller: string;
  readonly data: string;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * One node for development: nothing is replicated, groups form at once, and the cleaner looks twice a second so that a test sees
 * compaction soon. Topics are made by the deploy step only, and set their own message sizes and retention.
 */
export function kafkaSettings(place: BrokerPlace): Settings {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${place.controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: place.listeners,
    'advertised.listeners': place.advertised,
    'listener.security.protocol.map': place.protocols,
    'log.dirs': place.data,
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 10,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // A broker that crashed may come back once its session is over.
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 1_000,
    'log.cleaner.backoff.ms': 500,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
}

/** The registry keeps its schemas in Kafka: its default is memory, where ids mean other schemas after a restart. */
export function registrySettings(kafka: string): Settings {
  return {
    'apicurio.storage.kind': 'kafkasql',
    'apicurio.kafkasql.bootstrap.servers': kafka,
    // How long a start waits for a snapshot, of which a small registry has none; without one it reads its whole journal.
    'apicurio.kafkasql.consumer.poll.timeout': 500,
  };
}

/** No index comes to life by a write (a missing alias must be an error), and a developer's full disk does not make indices read-only. */
export const openSearchSettings: Settings = {
  'cluster.name': 'gazette',
  'node.name': 'gazette',
  'discovery.type': 'single-node',
  'action.auto_create_index': false,
  'cluster.routing.allocation.disk.threshold_enabled': false,
};
