import { readPorts } from './default-ports.ts';
import { startEngines } from './engines.ts';
import { stopRequested } from '../processes/stop-requested.ts';

/** Runs empty, temporary engines on the default ports in the foreground, for single integration tests. */
export async function runEngines(): Promise<void> {
  const stop = stopRequested();
  const log = (line: string) => {
    console.log(line);
  };
  const engines = await startEngines({ ports: readPorts(process.env), quick: false, log });
  console.log(
    [
      'The engines are empty and temporary; Ctrl-C stops them. To run tests in another terminal:',
      `export GAZETTE_KAFKA=${engines.kafka} GAZETTE_REGISTRY=${engines.registry} GAZETTE_OPENSEARCH=${engines.opensearch}`,
    ].join('\n'),
  );
  await stop;
  await engines.stop();
  console.log('Stopped.');
}
