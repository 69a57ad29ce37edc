/**
 * The ports of `npm start`, all on 127.0.0.1; each variable overrides its port. They differ from the usual
 * ports of the same programs, so another Kafka or OpenSearch can run on the machine.
 */
export const defaultPorts = {
  /** Kafka broker. */
  kafka: { variable: 'GAZETTE_KAFKA_PORT', port: 19092 },
  /** Schema registry. */
  registry: { variable: 'GAZETTE_REGISTRY_PORT', port: 18081 },
  /** OpenSearch, the public read interface. */
  opensearch: { variable: 'GAZETTE_OPENSEARCH_PORT', port: 19200 },
  /** Push API, with the fetcher's health and metrics. */
  fetcher: { variable: 'GAZETTE_FETCHER_PORT', port: 18080 },
  /** REST and the web page, with the search service's health and metrics. */
  search: { variable: 'GAZETTE_SEARCH_PORT', port: 18090 },
  /** Health and metrics only. */
  annotator: { variable: 'GAZETTE_ANNOTATOR_PORT', port: 18101 },
  /** Health and metrics only. */
  indexer: { variable: 'GAZETTE_INDEXER_PORT', port: 18102 },
  /** The sample newsroom, whose feed `npm start` subscribes to. */
  newsroom: { variable: 'GAZETTE_NEWSROOM_PORT', port: 18070 },
} as const;

/** The programs that listen on a port. */
export type PortName = keyof typeof defaultPorts;

const names = Object.keys(defaultPorts) as readonly PortName[];

/**
 * The default ports with the overrides of the environment; an empty value counts as not set.
 * Throws an error that names each variable whose value is not a port.
 */
export function readPorts(env: NodeJS.ProcessEnv): Readonly<Record<PortName, number>> {
  const portOf = (name: PortName) => Number(env[defaultPorts[name].variable] || defaultPorts[name].port);
  const wrong = names.filter((name) => !isPort(portOf(name))).map((name) => defaultPorts[name].variable);
  if (wrong.length > 0) {
    const found = wrong.map((variable) => `${variable}=${env[variable] ?? ''}`).join(', ');
    throw new Error(`Expected a port from 1 to 65535, found ${found}`);
  }
  return Object.fromEntries(names.map((name) => [name, portOf(name)])) as Record<PortName, number>;
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value < 65_536;
}
