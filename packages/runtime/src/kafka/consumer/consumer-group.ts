import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '@gazette/schemas';
import type { EachBatchPayload } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import { retryForever, SETUP_DELAY_MS } from '../../retry.ts';
import { lag } from '../../telemetry.ts';
import { classifyKafkaError, createConsumer, isRetriable, silenceOf, type GroupConsumer } from '../client.ts';
import { commitDone, type CommitOnce } from './commit-offsets.ts';
import { fetchedFrom, fetchedNothing, type BatchSummary } from './fetched.ts';
import {
  consumerConfig,
  leaveGroup,
  listenTo,
  startConsuming,
  type ConsumerEvents,
  type Joined,
} from './group-consumer.ts';
import type { ConsumerGroup, GroupOptions, MembershipCheck } from './group-options.ts';
import { watchHeartbeat, type HeartbeatWatch } from './heartbeat.ts';
import type { Lane, LaneControl } from './lane.ts';
import { createLanes, type GroupLanes } from './lanes.ts';
import { createLaneSeeker, type LaneSeeker } from './seek-lanes.ts';

const COMMIT_EVERY_MS = 100;
/** Time for workers to finish the work in flight when this member leaves. */
const DRAIN_MS = 10_000;
/** After this many crashes in a row that are not retriable, without a join in between, the process dies. */
const CRASHES_UNTIL_DEATH = 5;
/** The wait before the next attempt after a crash, multiplied by the number of crashes in a row. */
const CRASH_DELAY_MS = 1000;
/** The requests whose answers renew a member's session. */
const RENEWING = ['Heartbeat', 'SyncGroup'];

/**
 * Joins a group in the background and keeps a lane for every assigned partition. kafkajs' batch handler only
 * fills lanes, so a slow message delays only its own partition, and heartbeats continue.
 */
export function joinGroup(config: KafkaConfig, options: GroupOptions): ConsumerGroup {
  const member = new GroupMember(config, options);
  member.start();
  return { stop: () => member.stop() };
}

/**
 * Lanes of partitions that stay continue across a rebalance; a crash ends all. Each join seeks every lane to
 * its position, because kafkajs keeps old seeks and may deliver batches fetched before the rebalance.
 */
class GroupMember implements ConsumerEvents {
  readonly #config: KafkaConfig;
  readonly #options: GroupOptions;
  readonly #groupId: string;
  readonly #blockKey: string;
  readonly #stopping = new AbortController();
  readonly #heartbeat: HeartbeatWatch;
  readonly #seeker: LaneSeeker;
  readonly #membership: MembershipCheck;
  readonly #lanes: GroupLanes;
  #consumer: GroupConsumer | undefined;
  /** Settles when the previous consumer has left. */
  #leaving: Promise<void> = Promise.resolve();
  #memberId: string | undefined;
  #commitOnce: CommitOnce | undefined;
  #crashes = 0;
  #running: Promise<void> = Promise.resolve();
  #committing: Promise<void> = Promise.resolve();

  constructor(config: KafkaConfig, options: GroupOptions) {
    const { group, health } = options;
    const groupId = config.prefix + group;
    this.#config = config;
    this.#options = options;
    this.#groupId = groupId;
    this.#blockKey = `consume ${group}`;
    this.#heartbeat = watchHeartbeat(config, {
      groupId,
      health,
      onSilence: () => {
        if (this.#consumer) void this.#replace(this.#consumer, silenceOf(groupId));
      },
    });
    this.#seeker = createLaneSeeker(config, { ...options, groupId, signal: this.#stopping.signal });
    this.#membership = { confirmed: (lane) => this.#heartbeat.confirmed(lane.signal) };
    this.#lanes = createLanes(
      (lane) => this.#work(lane),
      (lane) => {
        this.#resumeFetching(lane);
      },
    );
  }

  start(): void {
    this.#options.health.block(this.#blockKey, `The consumer of ${this.#groupId} is joining its group.`);
    this.#running = this.#run();
    this.#committing = this.#commitRegularly();
  }

  async stop(): Promise<void> {
    await Promise.race([this.#lanes.drain(), sleep(DRAIN_MS, undefined, { ref: false })]);
    this.#stopping.abort(new Error('stopping'));
    await this.#committing;
    await this.#commit();
    this.#heartbeat.stop();
    this.#lanes.drop('this member is stopping');
    await (this.#consumer ? leaveGroup(this.#consumer) : this.#leaving);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { group, health, logger } = this.#options;
    const context = { task: `join ${group}`, health, logger, signal: this.#stopping.signal };
    await retryForever(() => this.#join(), context).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) throw error;
    });
  }

  async #join(): Promise<void> {
    const isCurrent = (): boolean => consumer === this.#consumer;
    const held = (): readonly number[] => (isCurrent() ? this.#lanes.partitions() : []);
    const settings = consumerConfig(this.#config, this.#groupId, held);
    const consumer = createConsumer(this.#config, this.#options.logger, settings);
    this.#consumer = consumer;
    const onBatch = listenTo(consumer, this, isCurrent);
    try {
      const topics = this.#options.topics.map((topic) => this.#config.prefix + topic);
      await startConsuming(consumer, topics, onBatch);
      // This member may have been stopped while it joined.
      this.#stopping.signal.throwIfAborted();
    } catch (error) {
      await leaveGroup(consumer);
      throw classifyKafkaError(error);
    }
  }

  onAnswer(apiName: string, sentAt: number): void {
    if (RENEWING.includes(apiName)) this.#heartbeat.answered(sentAt);
  }

  onHeartbeat(): void {
    this.#heartbeat.beat();
    // kafkajs reports a rebalance also when the coordinator moved. The new one may confirm this member without
    // a join, which alone would have resumed the lanes.
    for (const lane of this.#lanes.all()) lane.resume();
  }

  onJoin(consumer: GroupConsumer, joined: Joined): void {
    this.#heartbeat.beat();
    this.#crashes = 0;
    this.#options.health.unblock(this.#blockKey);
    // A new member id means that the group removed this member, and others have worked on its partitions.
    if (joined.memberId !== this.#memberId) this.#lanes.drop('the group removed this member');
    this.#memberId = joined.memberId;
    if (this.#stopping.signal.aborted) return;
    const { kept, added } = this.#lanes.assign(joined.memberAssignment);
    for (const lane of kept) {
      this.#seeker.seek(consumer, lane);
      lane.resume();
    }
    // kafkajs keeps pauses across a rebalance.
    consumer.resume(added.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
    void this.#seeker.seekToStart(consumer, added);
  }

  onRebalancing(): void {
    this.#heartbeat.endLease();
    // Until this member has joined no new work starts, so that partitions that move are committed first.
    for (const lane of this.#lanes.all()) lane.pause();
    // Sent before the request to join, after which the group may refuse the commit.
    void this.#commit();
  }

  onBatch(consumer: GroupConsumer, payload: EachBatchPayload): void {
    const { batch } = payload;
    const { topic, partition } = batch;
    const lane = this.#lanes.laneOf(topic, partition);
    if (!lane) return;
    this.#commitOnce = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    if (!lane.fill(fetchedFrom(batch))) void this.#seeker.seekToStart(consumer, [lane]);
    lag.set({ topic, partition }, lane.lag());
    if (lane.isFull()) consumer.pause([{ topic, partitions: [partition] }]);
  }

  /**
   * kafkajs does not hand over batches of only markers and aborted messages; lanes must still move past
   * them.
   */
  onBatchEnd(batch: BatchSummary): void {
    if (batch.batchSize > 0) return;
    const fetched = fetchedNothing(batch);
    this.#lanes.laneOf(batch.topic, batch.partition)?.fill(fetched);
  }

  #resumeFetching({ topic, partition }: Pick<Lane, 'topic' | 'partition'>): void {
    this.#seeker.command(() => this.#consumer?.resume([{ topic, partitions: [partition] }]));
  }

  #work(lane: LaneControl): Promise<void> {
    const { topic, partition, signal } = lane;
    return this.#options.work(lane, this.#membership).catch((error: unknown) => {
      if (signal.aborted) return;
      this.#options.logger.fatal({ err: error, topic, partition }, 'a worker failed');
      this.#options.health.die(`The worker of ${topic}/${partition} failed: ${String(error)}`);
    });
  }

  onCrash(consumer: GroupConsumer, error: Error): void {
    void this.#replace(consumer, error);
  }

  /** Restarts with another consumer. An access fault waits as long as any configuration fault. */
  async #replace(failed: GroupConsumer, error: Error): Promise<void> {
    this.#consumer = undefined;
    this.#commitOnce = undefined;
    this.#heartbeat.forget();
    this.#lanes.drop('the consumer is restarting');
    const fault = classifyKafkaError(error);
    const isSetup = fault instanceof SetupError;
    if (!isSetup && !isRetriable(error)) this.#crashes += 1;
    this.#reportRestart(fault);
    if (this.#crashes >= CRASHES_UNTIL_DEATH) {
      const crashed = `crashed ${this.#crashes} times in a row`;
      this.#options.health.die(`The consumer of ${this.#groupId} ${crashed}: ${String(fault)}`);
      return;
    }
    this.#leaving = leaveGroup(failed);
    await this.#leaving;
    const wait = isSetup ? SETUP_DELAY_MS : Math.max(1, this.#crashes) * CRASH_DELAY_MS;
    await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    this.#running = this.#run();
  }

  #reportRestart(fault: unknown): void {
    const { health, logger } = this.#options;
    health.block(this.#blockKey, `The consumer of ${this.#groupId} is restarting: ${String(fault)}`);
    logger.error({ err: fault, group: this.#groupId, crashes: this.#crashes }, 'the consumer is restarting');
  }

  async #commit(): Promise<void> {
    // The next commit repeats one that failed. If the partition has moved, its next owner repeats the work.
    await commitDone(this.#lanes.all(), this.#commitOnce).catch((error: unknown) => {
      this.#options.logger.debug({ err: error, group: this.#groupId }, 'could not commit');
    });
  }

  async #commitRegularly(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await sleep(COMMIT_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      await this.#commit();
    }
  }
}
