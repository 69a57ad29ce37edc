import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

/** Idle time before the operating system probes the peer; the same as in kafkajs' own sockets. */
const KEEP_ALIVE_MS = 60_000;
const CLOSED = 'this client was closed';

/** The connections of one Kafka client. */
export interface Connections {
  /** For kafkajs' option of the same name. */
  readonly socketFactory: ISocketFactory;
  /** Destroys every connection to a broker (`host:port`); the client reconnects at its next request. */
  readonly drop: (broker: string) => void;
  /** Destroys every connection, and each one opened later. */
  readonly close: () => void;
}

/** Opens a client's connections and keeps track of them, so that one that never answered can be dropped. */
export function createConnections(): Connections {
  const socketsOf = new Map<string, Set<Socket>>();
  let closed = false;

  function destroy(sockets: Iterable<Socket>, why: string): void {
    for (const socket of sockets) socket.destroy(new Error(why));
  }

  return {
    socketFactory: ({ host, port, ssl, onConnect }) => {
      // kafkajs' types promise TLS options; without TLS it passes none.
      const tls = ssl as typeof ssl | null;
      const socket = tls
        ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...tls }, onConnect)
        : connectTcp({ host, port }, onConnect);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);

      const broker = `${host}:${port}`;
      const sockets = socketsOf.get(broker) ?? new Set();
      socketsOf.set(broker, sockets.add(socket));
      socket.on('close', () => sockets.delete(socket));
      // Destroyed later, when kafkajs has added its listeners to the socket.
      if (closed) setImmediate(destroy, [socket], CLOSED);
      return socket;
    },
    drop: (broker) => {
      destroy(socketsOf.get(broker) ?? [], `${broker} did not answer the first request in time`);
    },
    close: () => {
      closed = true;
      for (const sockets of socketsOf.values()) destroy(sockets, CLOSED);
    },
  };
}
