import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A fake site or engine on loopback. */
export interface HttpServer {
  /** `address:port` */
  readonly host: string;
  readonly port: number;
  /** Closes the server and all its connections. */
  readonly stop: () => Promise<void>;
}

/** Starts a server, on a free port unless one is given; rejects when the port is taken. */
export async function startHttpServer(
  listener: RequestListener,
  { address = '127.0.0.1', port: wanted = 0 } = {},
): Promise<HttpServer> {
  const server = createServer(listener);
  server.listen(wanted, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `${address}:${port}`,
    port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
