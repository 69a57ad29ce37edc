import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { assertPortFree, freePorts } from './ports.ts';

describe('freePorts', () => {
  it('gives every name a different port that is free', async () => {
    const ports = await freePorts(['a', 'b', 'c']);

    expect(new Set(Object.values(ports)).size).toBe(3);
    for (const port of Object.values(ports)) await assertPortFree(port, 'a test', 'choose another');
  });
});

describe('assertPortFree', () => {
  it('names the port, the program that needs it, the process that uses it and the remedy', async () => {
    const { port } = await freePorts(['port']);
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));

    await expect(assertPortFree(port, 'Kafka 4.3.1', 'set GAZETTE_KAFKA_PORT')).rejects.toThrow(
      new RegExp(
        `^Port ${port}, wanted by Kafka 4.3.1, is in use by process ${process.pid} \\(.+\\): stop it, or set GAZETTE_KAFKA_PORT$`,
      ),
    );

    await new Promise((resolve) => server.close(resolve));
  });
});
