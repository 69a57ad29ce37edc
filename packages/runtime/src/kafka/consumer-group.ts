import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '@gazette/schemas';
import type { Consumer, ConsumerConfig, PartitionAssigner } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Health } from '../health.ts';
import { retryForever, SETUP_DELAY_MS } from '../retry.ts';
import { lag, type Logger } from '../telemetry.ts';
import { classifyKafkaError, createKafka } from './client.ts';
import { openLane, type Lane, type LaneControl } from './lane.ts';

/** What makes a member of a consumer group. */
export interface GroupOptions {
  /** Group id without the installation's prefix. */
  readonly group: string;
  /** Topic names without the installation's prefix. */
  readonly topics: readonly string[];
  /** Called for each partition that becomes ours; works the lane until `take` answers null. */
  readonly work: (lane: Lane, group: Membership) => Promise<void>;
  readonly assigners?: readonly PartitionAssigner[];
  readonly health: Health;
  readonly logger: Logger;
}

/** What a worker may ask of its group. */
export interface Membership {
  /** Resolves once the group has confirmed within a session timeout that we are still a member; rejects when the lane has ended. */
  readonly confirmed: (lane: Lane) => Promise<void>;
}

/** A running member of a consumer group. */
export interface ConsumerGroup {
  /** Finishes what is in flight, commits, and leaves the group. */
  readonly stop: () => Promise<void>;
}

const COMMIT_EVERY_MS = 100;
/** Time for workers to finish what is in flight when we leave, in milliseconds. */
const DRAIN_MS = 10_000;
/** A consumer that crashes this often in a row without joining in between is dead for good. */
const CRASHES_UNTIL_DEATH = 5;
const FETCH_WAIT_MS = 250;
/** The wait before the next attempt after a crash, times the crashes in a row. */
const CRASH_DELAY_MS = 1000;
/** Without a heartbeat for this long we say that we are not ready, before the group gives our partitions away. */
const SILENCE_MS = 4000;

/**
 * Joins a group in the background and keeps a lane for every partition that is ours. kafkajs' own handler only fills lanes, so one
 * slow message holds up its own partition and nothing else, and heartbeats go on. Lanes belong to a generation of our own, which
 * ends with REBALANCING, GROUP_JOIN and CRASH (kafkajs' `isStale` does not tell); offsets are committed only within it.
 */
export function joinGroup(config: KafkaConfig, options: GroupOptions): ConsumerGroup {
  const { health, logger } = options;
  const groupId = config.prefix + options.group;
  const blockKey = `consume ${options.group}`;
  const stopping = new AbortController();
  let consumer: Consumer | undefined;
  let lanes: LaneControl[] = [];
  /** The end of each lane's partition as last seen. */
  const highs = new WeakMap<LaneControl, number>();
  let workers: Promise<unknown>[] = [];
  let heartbeatAt = 0;
  let crashes = 0;
  let generation = 0;

  function endGeneration(why: string): void {
    for (const lane of lanes)
      lane.end(new Error(`${why} ended our ownership of ${lane.topic}/${lane.partition}.`));
    lanes = [];
  }

  function beginGeneration(member: Consumer, assignment: Readonly<Record<string, readonly number[]>>): void {
    endGeneration('a new assignment');
    if (stopping.signal.aborted) return;
    generation += 1;
    crashes = 0;
    heartbeatAt = Date.now();
    health.unblock(blockKey);
    lanes = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) =>
        openLane({ topic, partition, generation }, () => {
          member.resume([{ topic, partitions: [partition] }]);
        }),
      ),
    );
    // kafkajs keeps pauses over a rebalance.
    member.resume(lanes.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
    workers = lanes.map((lane) =>
      options.work(lane, membership).catch((error: unknown) => {
        onWorkerEnd(lane, error);
      }),
    );
  }

  function onWorkerEnd(lane: LaneControl, error: unknown): void {
    if (lane.signal.aborted) return;
    logger.fatal({ err: error, topic: lane.topic, partition: lane.partition }, 'a worker broke');
    health.die(`The worker of ${lane.topic}/${lane.partition} broke: ${String(error)}`);
  }

  const membership: Membership = {
    confirmed: async (lane) => {
      while (Date.now() - heartbeatAt > config.sessionTimeoutMs) {
        await sleep(config.heartbeatMs, undefined, { signal: lane.signal });
      }
      lane.signal.throwIfAborted();
    },
  };

  async function start(): Promise<void> {
    const member = createKafka(config, logger).consumer(consumerConfig(config, groupId, options.assigners));
    consumer = member;
    member.on('consumer.heartbeat', () => {
      heartbeatAt = Date.now();
    });
    member.on('consumer.group_join', ({ payload }) => {
      beginGeneration(member, payload.memberAssignment);
    });
    member.on('consumer.rebalancing', () => {
      endGeneration('a rebalance');
    });
    member.on('consumer.crash', ({ payload }) => {
      endGeneration('a crash');
      health.block(blockKey, `The consumer of ${groupId} crashed: ${payload.error.message}`);
      if (!payload.restart) void restart(member, payload.error);
    });
    try {
      await member.connect();
      await member.subscribe({
        topics: options.topics.map((topic) => config.prefix + topic),
        fromBeginning: true,
      });
      await member.run({
        autoCommit: false,
        partitionsConsumedConcurrently: 12,
        eachBatch: async ({ batch }) => {
          const lane = lanes.find(
            ({ topic, partition }) => topic === batch.topic && partition === batch.partition,
          );
          if (!lane) return;
          highs.set(lane, Number(batch.highWatermark));
          lag.set(
            { topic: batch.topic, partition: batch.partition },
            Number(batch.highWatermark) - Number(batch.firstOffset() ?? 0),
          );
          lane.fill(batch.messages);
          if (lane.isFull()) member.pause([{ topic: lane.topic, partitions: [lane.partition] }]);
          await Promise.resolve();
        },
      });
      // We may have been stopped while we joined.
      stopping.signal.throwIfAborted();
    } catch (error) {
      await member.disconnect().catch(() => undefined);
      throw classifyKafkaError(error);
    }
  }

  /** A fault of access is waited out like any set-up fault; any other crash in a row too many is for good. */
  async function restart(crashed: Consumer, error: unknown): Promise<void> {
    const fault = classifyKafkaError(error);
    const isSetup = fault instanceof SetupError;
    if (!isSetup) crashes += 1;
    logger.error({ err: fault, group: groupId, crashes }, 'the consumer crashed');
    if (crashes >= CRASHES_UNTIL_DEATH) {
      health.die(`The consumer of ${groupId} crashed ${crashes} times in a row: ${String(error)}`);
      return;
    }
    await crashed.disconnect().catch(() => undefined);
    const wait = isSetup ? SETUP_DELAY_MS : crashes * CRASH_DELAY_MS;
    await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
    running = run();
    await running;
  }

  async function run(): Promise<void> {
    const context = { name: blockKey, health, logger, signal: stopping.signal };
    await retryForever(start, context).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
  }

  async function commit(): Promise<void> {
    const offsets = lanes.flatMap((lane) => {
      const next = lane.toCommit();
      return next === null ? [] : [{ lane, next }];
    });
    if (offsets.length === 0 || !consumer) return;
    await consumer.commitOffsets(
      offsets.map(({ lane, next }) => ({
        topic: lane.topic,
        partition: lane.partition,
        offset: next.toString(),
      })),
    );
    for (const { lane, next } of offsets) {
      lane.committed(next);
      lag.set(
        { topic: lane.topic, partition: lane.partition },
        Math.max(0, (highs.get(lane) ?? 0) - Number(next)),
      );
    }
  }

  function watchHeartbeat(): void {
    const key = `${blockKey}/heartbeat`;
    const silent = heartbeatAt > 0 && Date.now() - heartbeatAt > SILENCE_MS;
    if (silent) health.block(key, `The group coordinator of ${groupId} does not answer.`);
    else health.unblock(key);
  }

  async function commitRegularly(): Promise<void> {
    while (!stopping.signal.aborted) {
      watchHeartbeat();
      await sleep(COMMIT_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      // A commit that fails is repeated with the next one; a rebalance makes it void, and the work is done again.
      await commit().catch((error: unknown) => {
        logger.debug({ err: error, group: groupId }, 'could not commit, trying again');
      });
    }
  }

  health.block(blockKey, `The consumer of ${groupId} is joining its group.`);
  let running = run();
  const committing = commitRegularly();

  return {
    stop: async () => {
      const last = lanes;
      for (const lane of last) lane.stopTaking();
      await Promise.race([Promise.all(workers), sleep(DRAIN_MS, undefined, { ref: false })]);
      stopping.abort(new Error('stopping'));
      await committing;
      await commit().catch((error: unknown) => {
        logger.warn(
          { err: error, group: groupId },
          'could not commit at the end; the work will be done again',
        );
      });
      endGeneration('stopping');
      await consumer?.disconnect();
      await running;
    },
  };
}

function consumerConfig(
  config: KafkaConfig,
  groupId: string,
  assigners?: readonly PartitionAssigner[],
): ConsumerConfig {
  return {
    groupId,
    sessionTimeout: config.sessionTimeoutMs,
    heartbeatInterval: config.heartbeatMs,
    rebalanceTimeout: config.sessionTimeoutMs * 2,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: 1024 * 1024,
    maxBytes: 8 * 1024 * 1024,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 5 },
    ...(assigners ? { partitionAssigners: [...assigners] } : {}),
  };
}
