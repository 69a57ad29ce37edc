import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyEngineDir, makeEngineDir, writeEngineFile } from '../install/engine-user.ts';
import { answers, engineEnv, jvmOptions, type Engine, type EngineInstance } from './engine.ts';
import { openSearchMemberSettings, openSearchSettings } from './settings.ts';

/** The loopback ports of a node. */
export interface NodePorts {
  readonly http: number;
  readonly transport: number;
}

/** A node's place in its cluster. */
export interface NodeMember {
  readonly name: string;
  /** Names of all nodes, and `host:port` of their transport. */
  readonly nodes: readonly string[];
  readonly transports: readonly string[];
}

/** OpenSearch without plugins; a single node unless it is a member of a cluster. */
export function opensearch(
  instance: EngineInstance,
  ports: NodePorts,
  version: string,
  member?: NodeMember,
): Engine {
  const { files, dir, heap = '1g' } = instance;
  const address = `http://127.0.0.1:${ports.http}`;
  const home = join(files, `opensearch-${version}`);
  const config = join(dir, 'config');
  return {
    name: 'opensearch',
    address,
    file: join(home, 'bin/opensearch'),
    args: [],
    env: {
      ...engineEnv(instance),
      OPENSEARCH_PATH_CONF: config,
      OPENSEARCH_TMPDIR: join(dir, 'tmp'),
      OPENSEARCH_JAVA_HOME: instance.java.home,
      // Also reaches the two short-lived JVMs of the start script, which the server's options do not.
      JDK_JAVA_OPTIONS: `-XX:-UsePerfData${instance.quick ? ' -XX:TieredStopAtLevel=1' : ''}`,
      OPENSEARCH_JAVA_OPTS: [`-Xms${heap}`, `-Xmx${heap}`, ...jvmOptions(instance)].join(' '),
    },
    prepare: () => {
      emptyEngineDir(join(dir, 'tmp'));
      for (const path of [config, join(dir, 'data'), join(dir, 'logs')]) makeEngineDir(path);
      writeEngineFile(join(config, 'opensearch.yml'), settings(dir, ports, member));
      writeEngineFile(join(config, 'jvm.options'), options(home, dir));
      const logging = readFileSync(join(home, 'config/log4j2.properties'), 'utf8');
      writeEngineFile(join(config, 'log4j2.properties'), logging);
    },
    isReady: () => answers(`${address}/_cluster/health?wait_for_status=yellow&timeout=1s`),
  };
}

function settings(dir: string, ports: NodePorts, member: NodeMember | undefined): string {
  const general = member
    ? openSearchMemberSettings(member.name, member.nodes, member.transports)
    : openSearchSettings;
  const local = {
    'path.data': join(dir, 'data'),
    'path.logs': join(dir, 'logs'),
    'network.host': '127.0.0.1',
    'http.port': ports.http,
    'transport.port': ports.transport,
  };
  return Object.entries({ ...general, ...local })
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('');
}

/** The distribution's JVM options, with paths moved to the engine's directory and the GC log turned off. */
function options(home: string, dir: string): string {
  return readFileSync(join(home, 'config/jvm.options'), 'utf8')
    .split('\n')
    .filter((line) => !/Xlog:gc|Xloggc|^-Xm[sx]|^-Djava.io.tmpdir/.test(line))
    .map((line) =>
      line.replace('HeapDumpPath=data', `HeapDumpPath=${dir}`).replace('=logs/', `=${dir}/logs/`),
    )
    .join('\n');
}
