import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

/** The wait before the operating system asks an idle peer whether it is there: that of kafkajs' own sockets. */
const KEEP_ALIVE_MS = 60_000;
const CLOSED = 'this client has been given up';

/** The connections of one client of Kafka. */
export interface Connections {
  /** For kafkajs' option of that name. */
  readonly socketFactory: ISocketFactory;
  /** Destroys every connection to a broker (`host:port`); the client makes new ones when it next asks something. */
  readonly drop: (broker: string) => void;
  /** Destroys every connection, and each that is made from now on. */
  readonly close: () => void;
}

/** Makes a client's connections and knows them, so that one that never answered can be given up. */
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
      // kafkajs listens to what it is given.
      if (closed) setImmediate(destroy, [socket], CLOSED);
      return socket;
    },
    drop: (broker) => {
      destroy(socketsOf.get(broker) ?? [], `${broker} did not answer the first question in time`);
    },
    close: () => {
      closed = true;
      for (const sockets of socketsOf.values()) destroy(sockets, CLOSED);
    },
  };
}
