import { createRequire } from 'node:module';

/** A fetched partition as kafkajs decodes it (Kafka protocol guide, "Fetch Response"). */
export interface FetchedPartition {
  /** Transactions that were aborted: their producer and first offset, in any order. */
  abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
  readonly messages: readonly FetchedMessage[];
}

/** The parts of a decoded message that tell whether it belongs to an aborted transaction. */
export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
  /** kafkajs never hands out control records, but moves past their offsets. */
  isControlRecord?: boolean;
}

/** The key of the control record that ends an aborted transaction: version 0, type 0 (KIP-98). */
const ABORT_MARKER = Buffer.from([0, 0, 0, 0]);

/**
 * Turns messages of aborted transactions into control records, which kafkajs skips. kafkajs has a filter of
 * its own, but it begins at most one transaction per message, and only in the order of the response: of
 * overlapping transactions it lets messages through. It gets an empty list of transactions, and does nothing.
 */
export function hideAborted(partition: FetchedPartition): void {
  const { abortedTransactions, messages } = partition;
  partition.abortedTransactions = [];
  const waiting = (abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<string>();
  for (const message of messages) {
    for (let next = waiting[0]; next && next.firstOffset <= BigInt(message.offset); next = waiting[0]) {
      aborting.add(next.producerId);
      waiting.shift();
    }
    const { producerId = '', inTransaction = false } = message.batchContext ?? {};
    if (message.isControlRecord) {
      if (message.key?.equals(ABORT_MARKER)) aborting.delete(producerId);
    } else if (inTransaction && aborting.has(producerId)) message.isControlRecord = true;
  }
}

interface FetchResponse {
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
}

interface Decoder {
  decode: (bytes: Buffer) => Promise<FetchResponse>;
}

/** The versions of the fetch response that list aborted transactions and that kafkajs knows. */
const VERSIONS = [4, 5, 6, 7, 8, 9, 10, 11];

/** Applies {@link hideAborted} to every fetch of this process. Throws when kafkajs has other files. */
export function repairAbortedFilter(): void {
  const require = createRequire(import.meta.url);
  const decoders = VERSIONS.map(
    (version) => require(`kafkajs/src/protocol/requests/fetch/v${version}/response`) as Decoder,
  );
  // Some versions share a function, which must not be wrapped twice.
  for (const { decoder, decode } of decoders.map((each) => ({ decoder: each, decode: each.decode }))) {
    decoder.decode = async (bytes) => {
      const response = await decode(bytes);
      for (const partition of response.responses.flatMap(({ partitions }) => partitions))
        hideAborted(partition);
      return response;
    };
  }
}
