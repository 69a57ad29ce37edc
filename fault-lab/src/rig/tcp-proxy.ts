import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The fault of open and new connections until another is set. */
export type TcpFault =
  | { readonly kind: 'none' }
  /** Each chunk waits, in each direction. */
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** Open and new connections are reset. */
  | { readonly kind: 'cut' }
  /** Connections stay open and nothing passes. */
  | { readonly kind: 'black-hole' }
  /** Requests pass, responses wait for the end. */
  | { readonly kind: 'late-answers' }
  /** Requests pass, responses do not. Connections are reset at the end, as after a host's restart. */
  | { readonly kind: 'half-open' };

/** A TCP proxy in front of an engine. */
export interface TcpProxy {
  /** Loopback port. */
  readonly port: number;
  /** Where connections made from now on lead to (`host:port`); until then they are reset. */
  readonly leadTo: (address: string) => void;
  readonly set: (fault: TcpFault) => void;
  /** Resets every open connection, once. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
}

type Direction = 'request' | 'response';

/** What a fault holds up until it ends. */
const HOLDS: Partial<Readonly<Record<TcpFault['kind'], readonly Direction[]>>> = {
  'black-hole': ['request', 'response'],
  'late-answers': ['response'],
  'half-open': ['response'],
};

/** Starts a proxy on a free loopback port. */
export async function startTcpProxy(): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let target: { readonly host: string; readonly port: number } | undefined;
  let fault: TcpFault = { kind: 'none' };
  const changes = new EventEmitter().setMaxListeners(0);

  const server = createServer({ noDelay: true }, (client) => {
    keep(client);
    if (fault.kind === 'cut' || !target) {
      client.resetAndDestroy();
      return;
    }
    const engine = connect({ ...target, noDelay: true });
    keep(engine);
    void pump(client, engine, 'request');
    void pump(engine, client, 'response');
  });

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }

  async function pump(from: Socket, to: Socket, direction: Direction): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        await hold(chunk.length, direction);
        if (to.destroyed) break;
        if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
      to.end();
    } catch {
      to.resetAndDestroy();
    }
  }

  /** Resolves when the bytes may pass. */
  async function hold(bytes: number, direction: Direction): Promise<void> {
    if (fault.kind === 'latency') await sleep(fault.ms);
    if (fault.kind === 'bandwidth') await sleep((bytes / fault.bytesPerSecond) * 1000);
    while (HOLDS[fault.kind]?.includes(direction)) await once(changes, 'change');
  }

  function cut(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (address) => {
      const { hostname, port } = new URL(`tcp://${address}`);
      target = { host: hostname, port: Number(port) };
    },
    set: (next) => {
      if (next.kind === 'cut' || fault.kind === 'half-open') cut();
      fault = next;
      changes.emit('change');
    },
    cut,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}
