import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let heard: string;
let proxy: TcpProxy;
let client: Socket;

beforeEach(async () => {
  heard = '';
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard += bytes.toString();
      socket.write(bytes);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy();
  proxy.leadTo(`127.0.0.1:${(echo.address() as AddressInfo).port}`);
  client = connect(proxy.port, '127.0.0.1');
  await once(client, 'connect');
});

afterEach(async () => {
  client.destroy();
  await proxy.stop();
  echo.close();
});

async function answer(): Promise<string> {
  const [bytes] = (await once(client, 'data')) as [Buffer];
  return bytes.toString();
}

async function untilHeard(text: string): Promise<void> {
  while (heard !== text) await new Promise((resolve) => setImmediate(resolve));
}

describe('startTcpProxy', () => {
  it.each([
    { kind: 'none' },
    { kind: 'latency', ms: 5 },
    { kind: 'bandwidth', bytesPerSecond: 1000 },
  ] as const)('forwards everything with fault $kind', async (fault) => {
    proxy.set(fault);
    client.write('request');

    expect(await answer()).toBe('request');
  });

  it('delays everything in a black hole until the fault ends', async () => {
    client.write('before');
    await answer();

    proxy.set({ kind: 'black-hole' });
    client.write('within');
    // The proxy has had its turn when it has taken another connection.
    const later = connect(proxy.port, '127.0.0.1');
    await once(later, 'connect');
    later.destroy();
    expect(heard).toBe('before');
    proxy.set({ kind: 'none' });

    expect(await answer()).toBe('within');
  });

  it('forwards requests but not responses while half open, then resets the connection', async () => {
    proxy.set({ kind: 'half-open' });
    client.write('request');
    await untilHeard('request');

    const reset = once(client, 'error');
    proxy.set({ kind: 'none' });

    expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(client.bytesRead).toBe(0);
  });

  it('resets open connections and new ones while cut', async () => {
    const reset = once(client, 'error');
    proxy.set({ kind: 'cut' });
    expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);

    client = connect(proxy.port, '127.0.0.1');
    expect(await once(client, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
    proxy.set({ kind: 'none' });
    client = connect(proxy.port, '127.0.0.1');
    client.write('again');

    expect(await answer()).toBe('again');
  });
});
