/** Identity, listeners and log directory of a broker, in Kafka's notation. */
export interface BrokerConfig {
  readonly listeners: string;
  readonly advertised: string;
  readonly protocols: string;
  /** From 1. Each broker is a controller too. */
  readonly nodeId: number;
  /** `host:port` of every controller, in the order of the node ids. */
  readonly controllers: readonly string[];
  readonly data: string;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * A broker for development: no delay when a group forms, and compaction twice a second so that tests see it
 * soon. Internal topics are replicated if there are three brokers. Only the deploy step creates other topics.
 */
export function kafkaSettings(broker: BrokerConfig): Settings {
  const replicas = broker.controllers.length >= 3 ? 3 : 1;
  const minInsync = Math.min(2, replicas);
  return {
    'process.roles': 'broker,controller',
    'node.id': broker.nodeId,
    'controller.quorum.voters': broker.controllers
      .map((controller, index) => `${index + 1}@${controller}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: broker.listeners,
    'advertised.listeners': broker.advertised,
    'listener.security.protocol.map': broker.protocols,
    'log.dirs': broker.data,
    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': minInsync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 10,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInsync,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInsync,
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
const openSearchBase: Settings = {
  'cluster.name': 'gazette',
  'action.auto_create_index': false,
  'cluster.routing.allocation.disk.threshold_enabled': false,
};

/** The settings of a node without others. */
export const openSearchSettings: Settings = {
  ...openSearchBase,
  'node.name': 'gazette',
  'discovery.type': 'single-node',
};

/** The settings of a node of a cluster, which forms once most of its nodes have found each other. */
export function openSearchMemberSettings(
  name: string,
  nodes: readonly string[],
  transports: readonly string[],
): Readonly<Record<string, string | number | boolean | readonly string[]>> {
  return {
    ...openSearchBase,
    'node.name': name,
    'discovery.seed_hosts': transports,
    'cluster.initial_cluster_manager_nodes': nodes,
  };
}
