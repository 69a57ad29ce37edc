import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const DESCRIBE_QUORUM = 55;
const METADATA_TOPIC = '__cluster_metadata';
/** Before it: size, correlation id, tags, error, topic with its name, partition with its error. */
const LEADER_AT = 4 + 4 + 1 + 2 + 1 + 1 + METADATA_TOPIC.length + 1 + 4 + 2;
const NO_LEADER = -1;
const WITHIN_MS = 30_000;
const ANSWERS_WITHIN_MS = 5000;

/**
 * The node id of the active controller, from any broker (`host:port`). kafkajs cannot ask for it: brokers
 * name a random one of themselves in their metadata. Throws if there is none for 30 s.
 */
export async function activeController(brokers: readonly string[]): Promise<number> {
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    for (const broker of brokers) {
      const leader = await leaderKnownTo(broker).catch(() => NO_LEADER);
      if (leader !== NO_LEADER) return leader;
    }
    await sleep(500);
  }
  throw new Error(`Expected an active controller within ${WITHIN_MS / 1000} s, found none.`);
}

async function leaderKnownTo(broker: string): Promise<number> {
  const { hostname, port } = new URL(`tcp://${broker}`);
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    await once(socket, 'connect', { signal });
    socket.write(request());
    let answer = Buffer.alloc(0);
    while (answer.length < LEADER_AT + 4) {
      const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
      answer = Buffer.concat([answer, chunk]);
    }
    return answer.readInt32BE(LEADER_AT);
  } finally {
    socket.destroy();
  }
}

/** DescribeQuorum, version 0, of one topic and its partition 0: https://kafka.apache.org/protocol. */
function request(): Buffer {
  const header = Buffer.from([0, DESCRIBE_QUORUM, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0]);
  const topic = [2, METADATA_TOPIC.length + 1, ...Buffer.from(METADATA_TOPIC)];
  const body = Buffer.from([...topic, 2, 0, 0, 0, 0, 0, 0, 0]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(header.length + body.length);
  return Buffer.concat([size, header, body]);
}
