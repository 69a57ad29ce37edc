/** A record ready for Kafka. */
export interface OutgoingRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
  readonly partition: number;
}

/** A record batch's header, and room for a record's lengths and deltas (Kafka message format v2). */
const BATCH_HEADER_BYTES = 61;
const RECORD_HEADER_BYTES = 32;
/** The largest request, well below the broker's `socket.request.max.bytes`. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** An upper bound of a record's bytes when it is a batch by itself. */
export function sizeOf({ key, value, headers }: OutgoingRecord): number {
  const inHeaders = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text) + 10,
    0,
  );
  return BATCH_HEADER_BYTES + RECORD_HEADER_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + inHeaders;
}

/**
 * Splits records, given by index, into requests. kafkajs sends all of a request's records for one partition
 * as one batch, and the broker always refuses a batch over `max.message.bytes`; so a request holds at most
 * `maxBytes` of each partition.
 */
export function splitBatches(
  records: readonly OutgoingRecord[],
  indices: readonly number[],
  maxBytes: number,
): readonly (readonly number[])[] {
  const requests: number[][] = [];
  let request: number[] = [];
  let total = 0;
  let perPartition = new Map<number, number>();
  for (const index of indices) {
    const record = records[index];
    if (!record) continue;
    const size = sizeOf(record);
    const inPartition = (perPartition.get(record.partition) ?? 0) + size;
    if (request.length > 0 && (inPartition > maxBytes || total + size > MAX_REQUEST_BYTES)) {
      requests.push(request);
      request = [];
      total = 0;
      perPartition = new Map();
    }
    request.push(index);
    total += size;
    perPartition.set(record.partition, (perPartition.get(record.partition) ?? 0) + size);
  }
  if (request.length > 0) requests.push(request);
  return requests;
}
