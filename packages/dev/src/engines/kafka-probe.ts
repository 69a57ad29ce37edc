import { connect } from 'node:net';

/**
 * True when the broker answers a Metadata request (key 3, version 4) with this many brokers. It listens
 * before it has registered itself, and clients fail in between.
 */
export function knowsBrokers(port: number, brokers = 1): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = Buffer.alloc(0);
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(5_000, () => {
      settle(false);
    });
    socket.on('error', () => {
      settle(false);
    });
    socket.on('close', () => {
      settle(false);
    });
    socket.on('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      // Four int32: size, correlation id, throttle time, number of brokers.
      if (answer.length >= 16) settle(answer.readInt32BE(12) >= brokers);
    });
  });
}

/**
 * https://kafka.apache.org/protocol: size, header version 1, empty client id, no topics or topic creation.
 */
function metadataRequest(): Buffer {
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 4 + 1);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(4, 6);
  return request;
}
