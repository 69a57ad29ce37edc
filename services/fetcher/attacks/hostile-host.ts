import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Answers one request for a path, in raw bytes, so that every rule of HTTP can be broken. */
export type Answer = (socket: Socket, path: string) => void;

/** A server on loopback that counts who comes. */
export interface Host {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Requests so far, as they were written. */
  readonly requests: readonly string[];
  /** Connections so far, whether anything was asked or not. */
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

/** One whole answer; the length is that of the body unless the headers say another. */
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

/** What a flood sends before it stops: far beyond what a process may take here, and no more than a test should wait for. */
const FLOOD_BYTES = 1_000_000_000;

/** Sends `start`, then `chunk` again and again for as long as the other side reads. */
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

/** Sends `start`, then `crumb` ten times a second for as long as the other side listens. */
export function drip(start: string, crumb: string): Answer {
  return (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(crumb), 100);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}
