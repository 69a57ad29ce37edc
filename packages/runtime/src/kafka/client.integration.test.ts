import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createLogger } from '../telemetry.ts';
import { createAdmin } from './client.ts';

const [kafka = ''] = (process.env['GAZETTE_KAFKA'] ?? '').split(',');
const logger = createLogger('test', 'silent');

let door: Server;
let sockets: Socket[];

/** A way to Kafka whose first connection swallows what is sent and stays open: one that a firewall has forgotten. */
beforeEach(async () => {
  sockets = [];
  door = createServer((client) => {
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
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  door.close();
});

it('gives up a connection on which its first question was never answered', async () => {
  const { port } = door.address() as AddressInfo;
  const admin = createAdmin({ brokers: [`127.0.0.1:${port}`] }, logger);
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    expect(brokers.length).toBeGreaterThan(0);
  } finally {
    await admin.disconnect();
  }
});
