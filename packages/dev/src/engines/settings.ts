/** Listeners and log directory of a broker, in Kafka's notation. */
export interface BrokerConfig {
  readonly listeners: string;
  readonly advertised: string;
  readonly protocols: string;
  /** `host:port` of the controller, which is the same process. */
  readonly controller: string;
  readonly data: string;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * A single node for development: no replication, no delay when a group forms, and compaction twice a second
 * so that tests see it soon. Only the deploy step creates topics, with their message sizes and retention.
 */
export function kafkaSettings(broker: BrokerConfig): Settings {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${broker.controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: broker.listeners,
    'advertised.listeners': broker.advertised,
    'listener.security.protocol.map': broker.protocols,
    'log.dirs': broker.data,
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
    // A crashed broker cannot rejoin before its old session expires.
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 1_000,
    'log.cleaner.backoff.ms': 500,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
}

/** Stores schemas in Kafka. The default is memory, where an id can mean another schema after a restart. */
export function registrySettings(kafka: string): Settings {
  return {
    'apicurio.storage.kind': 'kafkasql',
    'apicurio.kafkasql.bootstrap.servers': kafka,
    // How long a start waits for a snapshot. A small registry has none and reads its whole journal instead.
    'apicurio.kafkasql.consumer.poll.timeout': 500,
  };
}

/** A missing alias is an error, so a write must not create an index. A full disk must not block writes. */
export const openSearchSettings: Settings = {
  'cluster.name': 'gazette',
  'node.name': 'gazette',
  'discovery.type': 'single-node',
  'action.auto_create_index': false,
  'cluster.routing.allocation.disk.threshold_enabled': false,
};
