/** A record ready for Kafka. */
export interface OutgoingRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
  readonly partition: number;
}

/** Header of a record batch (61 bytes) and room for a record's own lengths and deltas; Kafka message format v2. */
const BATCH_BYTES = 61;
const RECORD_BYTES = 32;
/** One request carries at most this much, well below the broker's `socket.request.max.bytes`. */
const REQUEST_BYTES = 16 * 1024 * 1024;

/** An upper bound of the bytes that a record takes as a batch of its own. */
export function sizeOf({ key, value, headers }: OutgoingRecord): number {
  const inHeaders = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text) + 10,
    0,
  );
  return BATCH_BYTES + RECORD_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + inHeaders;
}

/**
 * Splits records, named by index, into requests. kafkajs sends all records of one partition in a request as one batch, and the
 * broker refuses a batch over `max.message.bytes` for good; so a round holds at most `maxBytes` of each partition.
 */
export function splitBatches(
  records: readonly OutgoingRecord[],
  indices: readonly number[],
  maxBytes: number,
): readonly (readonly number[])[] {
  const rounds: number[][] = [];
  let round: number[] = [];
  let total = 0;
  let perPartition = new Map<number, number>();
  for (const index of indices) {
    const record = records[index];
    if (!record) continue;
    const size = sizeOf(record);
    const inPartition = (perPartition.get(record.partition) ?? 0) + size;
    if (round.length > 0 && (inPartition > maxBytes || total + size > REQUEST_BYTES)) {
      rounds.push(round);
      round = [];
      total = 0;
      perPartition = new Map();
    }
    round.push(index);
    total += size;
    perPartition.set(record.partition, (perPartition.get(record.partition) ?? 0) + size);
  }
  if (round.length > 0) rounds.push(round);
  return rounds;
}
