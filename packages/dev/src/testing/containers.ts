import { GenericContainer, getContainerRuntimeClient, Network, Wait } from 'testcontainers';
import type { StartedNetwork, StartedTestContainer } from 'testcontainers';
import { engineNames, engineTitle, engineVersion, type EngineName } from '../install/artifacts.ts';
import { openSearchSettings, kafkaSettings, registrySettings } from '../engines/settings.ts';
import { freePorts } from '../processes/ports.ts';

/** Engines that suites may share: a test uses its own name prefix and must not stop single engines. */
export interface TestEngines {
  /** `host:port` of the broker; an empty string when it was not requested. */
  readonly kafka: string;
  /** URL of the registry's Confluent API; an empty string when it was not requested. */
  readonly registry: string;
  /** URL of OpenSearch; an empty string when it was not requested. */
  readonly opensearch: string;
  /** Stops engines started for the caller; engines named in the environment keep running. */
  readonly stop: () => Promise<void>;
}

/** The engines that a test needs (all by default) and where progress is logged. */
export interface TestEngineOptions {
  readonly only?: readonly EngineName[];
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const BOOT_MS = 300_000;
/** The broker's address inside the container network. */
const INSIDE_BROKER = 'kafka:29092';

const images: Readonly<Record<EngineName, string>> = {
  kafka: `apache/kafka:${engineVersion('kafka')}`,
  registry: `apicurio/apicurio-registry:${engineVersion('registry')}`,
  opensearch: `opensearchproject/opensearch:${engineVersion('opensearch')}`,
};

/**
 * Starts containers; undefined when no Docker engine answers. testcontainers removes them if this process is
 * killed.
 */
export async function startContainers(options: TestEngineOptions): Promise<TestEngines | undefined> {
  const runtime = await getContainerRuntimeClient().catch(() => undefined);
  if (!runtime) return undefined;

  const wanted = (name: EngineName) =>
    !options.only || options.only.includes(name) || (name === 'kafka' && options.only.includes('registry'));
  const log = options.log ?? (() => undefined);
  log(
    `Docker answers: starting ${engineNames
      .filter(wanted)
      .map((name) => images[name])
      .join(', ')}`,
  );

  const network = await new Network().start();
  const host = runtime.info.containerRuntime.host;
  const started: StartedTestContainer[] = [];
  const run = async (name: EngineName, container: GenericContainer) => {
    const running = await container.withStartupTimeout(BOOT_MS).start();
    started.push(running);
    log(`${engineTitle(name)} answers in a container`);
    return running;
  };
  const stop = async () => {
    await Promise.all(started.map((container) => container.stop()));
    await network.stop();
  };

  try {
    const [kafka, opensearch] = await Promise.all([
      wanted('kafka') ? startKafka(host, network, run) : '',
      wanted('opensearch') ? run('opensearch', openSearchContainer()).then((it) => url(it, 9200)) : '',
    ]);
    const registry = wanted('registry')
      ? `${url(await run('registry', registryContainer(network)), 8080)}/apis/ccompat/v7`
      : '';
    return { kafka, registry, opensearch, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The broker advertises its port, so it is chosen before the start and is the same inside and outside. */
async function startKafka(
  host: string,
  network: StartedNetwork,
  run: (name: EngineName, container: GenericContainer) => Promise<StartedTestContainer>,
): Promise<string> {
  const { broker } = await freePorts(['broker']);
  const settings = kafkaSettings({
    listeners: `PLAINTEXT://:${broker},INSIDE://:29092,CONTROLLER://:29093`,
    advertised: `PLAINTEXT://${host}:${broker},INSIDE://${INSIDE_BROKER}`,
    protocols: 'PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
    nodeId: 1,
    controllers: ['localhost:29093'],
    data: '/tmp/kraft-combined-logs',
  });
  const variables = Object.entries(settings).map(([name, value]) => [
    `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
    String(value),
  ]);
  const container = new GenericContainer(images.kafka)
    .withNetwork(network)
    .withNetworkAliases('kafka')
    .withEnvironment({
      ...(Object.fromEntries(variables) as Record<string, string>),
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
    })
    .withExposedPorts({ container: broker, host: broker })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
  await run('kafka', container);
  return `${host}:${broker}`;
}

function registryContainer(network: StartedNetwork): GenericContainer {
  const variables = Object.entries(registrySettings(INSIDE_BROKER)).map(([name, value]) => [
    name.toUpperCase().replaceAll(/[.-]/g, '_'),
    String(value),
  ]);
  return new GenericContainer(images.registry)
    .withNetwork(network)
    .withEnvironment(Object.fromEntries(variables) as Record<string, string>)
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp('/apis/ccompat/v7/subjects', 8080).forStatusCode(200));
}

/** The image is the full distribution; its security plugin is disabled to match the engine without Docker. */
function openSearchContainer(): GenericContainer {
  const variables = Object.entries(openSearchSettings).map(([name, value]) => [name, String(value)]);
  return new GenericContainer(images.opensearch)
    .withEnvironment({
      ...(Object.fromEntries(variables) as Record<string, string>),
      DISABLE_SECURITY_PLUGIN: 'true',
      DISABLE_INSTALL_DEMO_CONFIG: 'true',
      OPENSEARCH_JAVA_OPTS: '-Xms1g -Xmx1g',
    })
    .withExposedPorts(9200)
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow', 9200).forStatusCode(200));
}

function url(container: StartedTestContainer, port: number): string {
  return `http://${container.getHost()}:${container.getMappedPort(port)}`;
}
