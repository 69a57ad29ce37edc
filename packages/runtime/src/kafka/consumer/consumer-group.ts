import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '@gazette/schemas';
import type { Assignment, ConsumerConfig, EachBatchPayload } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';
import { retryForever, SETUP_DELAY_MS } from '../../retry.ts';
import { lag, type Logger } from '../../telemetry.ts';
import { classifyKafkaError, createConsumer, isRetriable, silenceOf, type Member } from '../client.ts';
import { commitDone, type CommitOnce } from './commit-offsets.ts';
import { createLanes } from './lanes.ts';
import { fetchedFrom, fetchedNothing, type BatchSummary } from './fetched.ts';
import type { Lane, LaneControl } from './lane.ts';
import { placeLanes } from './seek-lanes.ts';
import { watchHeartbeat } from './heartbeat.ts';
import { stickyAssigner } from './sticky-assigner.ts';

/** What makes a member of a consumer group. */
export interface GroupOptions {
  /** Group id without the installation's prefix. */
  readonly group: string;
  /** Topic names without the installation's prefix. */
  readonly topics: readonly string[];
  /** Called for each partition that becomes ours; works the lane until `take` answers null. */
  readonly work: (lane: Lane, group: Membership) => Promise<void>;
  /** Where to start reading a partition that becomes ours, whatever has been committed; from there when it answers undefined. */
  readonly startAt?: (partition: number) => bigint | undefined;
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
/** A consumer that crashes this often in a row for no passing reason, without joining in between, is dead for good. */
const CRASHES_UNTIL_DEATH = 5;
const FETCH_WAIT_MS = 250;
/** The wait before the next attempt after a crash, times the crashes in a row. */
const CRASH_DELAY_MS = 1000;
/** Time for a consumer to leave its group and disconnect, in milliseconds: one that hangs may never do so. */
const PARTING_MS = 5000;
/**
 * In a rebalance nothing new is begun for this long, so that what moves is finished and committed before it moves. Longer ones
 * wait for a member that is dead; work goes on meanwhile.
 */
const REST_MS = 1000;

/**
 * Joins a group in the background and keeps a lane for every partition that is ours. kafkajs' own handler only fills lanes, so one
 * slow message holds up its own partition and nothing else, and heartbeats go on. kafkajs rebalances eagerly, revoking everything
 * each time; since the assigner leaves partitions where they are, their lanes simply go on, and only those of partitions that
 * moved end. A crash ends all of them.
 *
 * Where a lane goes on is ours to know: kafkajs keeps an old seek over a change of membership, and may hand over what it fetched
 * before one, so each join seeks every lane to its position, and a lane refuses what does not follow.
 */
export function joinGroup(config: KafkaConfig, options: GroupOptions): ConsumerGroup {
  const { health, logger } = options;
  const groupId = config.prefix + options.group;
  const blockKey = `consume ${options.group}`;
  const stopping = new AbortController();
  const pulse = watchHeartbeat(config, {
    groupId,
    health,
    onSilence: () => {
      if (consumer) void replace(consumer, silenceOf(groupId));
    },
  });
  const placement = placeLanes(config, { ...options, groupId, signal: stopping.signal });
  const membership: Membership = { confirmed: (lane) => pulse.confirmed(lane.signal) };
  const holdings = createLanes(
    (lane) =>
      options.work(lane, membership).catch((error: unknown) => {
        onWorkerEnd(lane, error);
      }),
    ({ topic, partition }) => {
      placement.order(() => consumer?.resume([{ topic, partitions: [partition] }]));
    },
  );
  let consumer: Member | undefined;
  /** Settles when the consumer before has gone. */
  let parting: Promise<void> = Promise.resolve();
  let memberId: string | undefined;
  let commitOnce: CommitOnce | undefined;
  let crashes = 0;

  function onJoin(member: Member, joined: { memberId: string; memberAssignment: Assignment }): void {
    pulse.beat();
    crashes = 0;
    health.unblock(blockKey);
    // Another id means that we were thrown out, and others have worked on what was ours.
    if (joined.memberId !== memberId) holdings.drop('A lost membership');
    memberId = joined.memberId;
    if (stopping.signal.aborted) return;
    const { stay, fresh } = holdings.assign(joined.memberAssignment);
    for (const lane of stay) {
      placement.seek(member, lane);
      lane.resume();
    }
    // kafkajs keeps pauses over a rebalance.
    member.resume(fresh.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
    void placement.place(member, fresh);
  }

  function onRebalancing(): void {
    const resting = holdings.lanes();
    for (const lane of resting) lane.pause();
    setTimeout(() => {
      for (const lane of resting) lane.resume();
    }, REST_MS).unref();
    // On its way before the request to join, after which the group may refuse it.
    void commit();
  }

  function onWorkerEnd(lane: LaneControl, error: unknown): void {
    if (lane.signal.aborted) return;
    logger.fatal({ err: error, topic: lane.topic, partition: lane.partition }, 'a worker broke');
    health.die(`The worker of ${lane.topic}/${lane.partition} broke: ${String(error)}`);
  }

  async function start(): Promise<void> {
    const held = (): readonly number[] => (member === consumer ? heldPartitions() : []);
    const member = createConsumer(config, logger, consumerConfig(config, groupId, held));
    consumer = member;
    /** One that was replaced may have more to say before it has stopped. */
    const whileOurs =
      <T>(listen: (event: T) => void) =>
      (event: T): void => {
        if (member === consumer) listen(event);
      };
    member.on('consumer.heartbeat', whileOurs(pulse.beat));
    member.on('consumer.rebalancing', whileOurs(onRebalancing));
    member.on(
      'consumer.group_join',
      whileOurs(({ payload }) => {
        onJoin(member, payload);
      }),
    );
    member.on(
      'consumer.end_batch_process',
      whileOurs(({ payload }) => {
        onBatchSummary(payload);
      }),
    );
    member.on(
      'consumer.crash',
      whileOurs(({ payload }) => void replace(member, payload.error)),
    );
    const fill = whileOurs((payload: EachBatchPayload) => {
      onBatch(member, payload);
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
        eachBatch: async (payload) => {
          fill(payload);
          await Promise.resolve();
        },
      });
      // We may have been stopped while we joined.
      stopping.signal.throwIfAborted();
    } catch (error) {
      await part(member);
      throw classifyKafkaError(error);
    }
  }

  function heldPartitions(): readonly number[] {
    return [...new Set(holdings.lanes().map(({ partition }) => partition))];
  }

  function onBatch(member: Member, payload: EachBatchPayload): void {
    const { batch } = payload;
    const { topic, partition } = batch;
    const lane = holdings.laneOf(topic, partition);
    if (!lane) return;
    commitOnce = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    if (!lane.fill(fetchedFrom(batch))) void placement.place(member, [lane]);
    lag.set({ topic, partition }, lane.lag());
    if (lane.isFull()) member.pause([{ topic, partitions: [partition] }]);
  }

  /** Passes over what holds no messages for us (markers and messages of aborted transactions); kafkajs hands no such batch over. */
  function onBatchSummary(batch: BatchSummary): void {
    if (batch.batchSize > 0) return;
    holdings.laneOf(batch.topic, batch.partition)?.fill(fetchedNothing(batch));
  }

  /** Begins anew with another consumer. A fault of access is waited out like any set-up fault. */
  async function replace(gone: Member, error: Error): Promise<void> {
    consumer = undefined;
    commitOnce = undefined;
    pulse.forget();
    holdings.drop('A consumer that begins anew');
    const fault = classifyKafkaError(error);
    const isSetup = fault instanceof SetupError;
    if (!isSetup && !isRetriable(error)) crashes += 1;
    health.block(blockKey, `The consumer of ${groupId} begins anew: ${String(fault)}`);
    logger.error({ err: fault, group: groupId, crashes }, 'the consumer begins anew');
    if (crashes >= CRASHES_UNTIL_DEATH) {
      health.die(`The consumer of ${groupId} crashed ${crashes} times in a row: ${String(fault)}`);
      return;
    }
    parting = part(gone);
    await parting;
    const wait = isSetup ? SETUP_DELAY_MS : Math.max(1, crashes) * CRASH_DELAY_MS;
    await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
    running = run();
  }

  /** Leaves the group. A consumer that hangs is cut off, so that it ends what it waits for and cannot join again. */
  async function part(member: Member): Promise<void> {
    const left = member.disconnect().catch(() => undefined);
    await Promise.race([left, sleep(PARTING_MS, undefined, { ref: false })]);
    member.abandon();
  }

  async function run(): Promise<void> {
    const context = { name: `join ${options.group}`, health, logger, signal: stopping.signal };
    await retryForever(start, context).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
  }

  async function commit(): Promise<void> {
    // A commit that fails is repeated with the next one; for a partition that moved it is void, and the work is done again.
    await commitDone(holdings.lanes(), commitOnce).catch((error: unknown) => {
      logger.debug({ err: error, group: groupId }, 'could not commit');
    });
  }

  async function commitRegularly(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(COMMIT_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      await commit();
    }
  }

  health.block(blockKey, `The consumer of ${groupId} is joining its group.`);
  let running = run();
  const committing = commitRegularly();

  return {
    stop: async () => {
      await Promise.race([holdings.drain(), sleep(DRAIN_MS, undefined, { ref: false })]);
      stopping.abort(new Error('stopping'));
      await committing;
      await commit();
      pulse.stop();
      holdings.drop('Stopping');
      await (consumer ? part(consumer) : parting);
      await running;
    },
  };
}

function consumerConfig(
  config: KafkaConfig,
  groupId: string,
  heldPartitions: () => readonly number[],
): ConsumerConfig {
  return {
    groupId,
    partitionAssigners: [stickyAssigner(heldPartitions)],
    sessionTimeout: config.sessionTimeoutMs,
    heartbeatInterval: config.heartbeatMs,
    // Members notice a rebalance within a heartbeat, so that one who has not joined after a session timeout is dead.
    rebalanceTimeout: config.sessionTimeoutMs,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: 1024 * 1024,
    maxBytes: 8 * 1024 * 1024,
    allowAutoTopicCreation: false,
    // What begins anew after a crash is ours to do.
    retry: {
      initialRetryTime: 200,
      maxRetryTime: 2000,
      retries: 5,
      restartOnFailure: () => Promise.resolve(false),
    },
  };
}
