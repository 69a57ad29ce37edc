import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Answers one request for a path with raw bytes, so that it can break any rule of HTTP. */
export type Answer = (socket: Socket, path: string) => void;

/** A server on loopback that counts its connections. */
export interface Host {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** The raw requests so far. */
  readonly requests: readonly string[];
  /** The number of connections so far, with or without a request. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts a host on a free port of 127.0.0.1, or of every address of this machine when `address` is null. */
export async function startHost(answer: Answer, address: string | null = '127.0.0.1'): Promise<Host> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', (data) => {
      const request = data.toString('latin1');
      requests.push(request);
      answer(socket, /^GET (\S+)/.exec(request)?.[1] ?? '');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (address === null) server.listen(0, resolve);
    else server.listen(0, address, resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** A complete response; the headers may override the correct content length. */
export function reply(
  status: string,
  headers: Record<string, string> = {},
  body: Buffer | string = '',
): Answer {
  return (socket) => {
    const bytes = Buffer.from(body);
    socket.write(head(status, { 'content-length': String(bytes.length), ...headers }));
    socket.end(bytes);
  };
}

/** A status line and headers. */
export function head(status: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`;
}

/** The size of a flood: far beyond the memory limits here, but short enough for a test. */
const FLOOD_BYTES = 1_000_000_000;

/** Sends `start`, then repeats `chunk` while the client reads, up to {@link FLOOD_BYTES}. */
export function flood(start: Buffer | string, chunk: Buffer | string): Answer {
  return (socket) => {
    const bytes = Buffer.from(chunk);
    let left = FLOOD_BYTES;
    const more = (): void => {
      while (!socket.destroyed && left > 0) {
        left -= bytes.length;
        if (!socket.write(bytes)) {
          socket.once('drain', more);
          return;
        }
      }
      socket.end();
    };
    socket.write(start);
    more();
  };
}

/** Sends `start`, then `crumb` ten times a second until the client disconnects. */
export function drip(start: string, crumb: string): Answer {
  return (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(crumb), 100);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}
