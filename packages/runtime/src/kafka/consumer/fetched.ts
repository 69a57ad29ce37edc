import type { Batch, ConsumerEndBatchProcessEvent, KafkaMessage } from 'kafkajs';

/** The broker's answer to one fetch of one partition. */
export interface Fetched {
  readonly messages: readonly KafkaMessage[];
  /** The offset that was requested. The first message may have a higher one: compaction leaves gaps. */
  readonly requestedOffset: bigint;
  /** The last offset that this answer covers: a message's, or that of a marker that consumers never see. */
  readonly lastOffset: bigint;
  /** The partition's end (the offset of its next message) at the time of the fetch. */
  readonly endOffset: bigint;
}

/** Despite kafkajs' types, `firstOffset` is null when compaction has removed every message. */
export type BatchSummary = Omit<ConsumerEndBatchProcessEvent['payload'], 'firstOffset'> & {
  readonly firstOffset: string | null;
};

/** kafkajs records the requested offset, but its types omit it. */
export function fetchedFrom(batch: Batch): Fetched {
  const { fetchedOffset } = batch as Batch & { readonly fetchedOffset: string };
  return {
    messages: batch.messages,
    requestedOffset: BigInt(fetchedOffset),
    lastOffset: BigInt(batch.lastOffset()),
    endOffset: BigInt(batch.highWatermark),
  };
}

/** A fetch without messages: it covered only markers and messages of aborted transactions. */
export function fetchedNothing({ firstOffset, lastOffset, highWatermark }: BatchSummary): Fetched {
  return {
    messages: [],
    requestedOffset: BigInt(firstOffset ?? lastOffset),
    lastOffset: BigInt(lastOffset),
    endOffset: BigInt(highWatermark),
  };
}
