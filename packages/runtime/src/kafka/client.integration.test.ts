import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createLogger } from '../telemetry.ts';
import { createAdmin } from './client.ts';

const [kafka = ''] = (process.env['GAZETTE_KAFKA'] ?? '').split(',');
const logger = createLogger('test', 'silent');

let proxy: Server;
let sockets: Socket[];

/**
 * A proxy to Kafka whose first connection swallows all data and stays open, as behind a firewall that lost
 * it.
 */
beforeEach(async () => {
  sockets = [];
  proxy = createServer((client) => {
    client.on('error', () => undefined);
    sockets.push(client);
    if (sockets.length === 1) {
      client.resume();
      return;
    }
    const { hostname, port } = new URL(`tcp://${kafka}`);
    const broker = connect(Number(port), hostname).on('error', () => undefined);
    sockets.push(broker);
    client.pipe(broker).pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
});

it('drops a connection whose first request was never answered', async () => {
  const { port } = proxy.address() as AddressInfo;
  const admin = createAdmin({ brokers: [`127.0.0.1:${port}`] }, logger);
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    expect(brokers.length).toBeGreaterThan(0);
  } finally {
    await admin.disconnect();
  }
});
