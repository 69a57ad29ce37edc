import { parseArgs } from 'node:util';
import type { Client } from '@opensearch-project/opensearch';
import { createLogger, UsageError } from '@gazette/runtime';
import { createOpenSearch } from '../../adapters/opensearch.ts';
import { readConfig } from '../../config.ts';
import { purge, type Purged } from './purge.ts';
import { createStoredArticles } from './stored-articles.ts';

/** Help of the `purge` command. */
export const purgeHelp = `Usage: gazette purge ARTICLE… [--dry-run] [--json]
       gazette purge --deleted-before DATE [--dry-run] [--json]

Removes every text of articles for good: deletes them, waits until that is indexed, then removes their earlier
revisions from articles.raw and articles.annotated, their dead letters, the answers to their pushes and the
persons whom only they name. A marker without text stays, so that nothing can restore the text.
Prints where the text remains for some time: topics with a retention period, and snapshots.
An ARTICLE is an article id (64 hexadecimal digits). Repeating an interrupted run is safe.
Exits 1 if an article is unknown or the final check finds a text.
  --deleted-before DATE   purge all articles that were deleted before: 2025-02-27, 2025-02-27T09:30:00Z
  --dry-run               print what would be removed; change nothing
  --json                  print one JSON object on standard output
`;

/** Runs `purge`; resolves to the exit code. */
export async function purgeCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'deleted-before': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const before = values['deleted-before'];
  const choice = readChoice(positionals, before);
  const config = readConfig(process.env);
  const client = createOpenSearch(config.opensearch);
  const logger = createLogger('purge', 'warn', 'stderr');
  const dryRun = values['dry-run'];
  try {
    const ids =
      typeof choice === 'number' ? await deletedBefore(client, config.kafka.prefix, choice) : choice;
    const result = await purge({ client, kafka: config.kafka, logger, dryRun }, ids);
    console.log(values.json ? JSON.stringify({ dryRun, ...result }) : inWords(result, dryRun));
    return result.unknown.length === 0 && result.left.length === 0 ? 0 : 1;
  } finally {
    await client.close();
  }
}

async function deletedBefore(client: Client, prefix: string, time: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const id of createStoredArticles(client, prefix).deletedBefore(time)) ids.push(id);
  return ids;
}

/** The article ids, or the time (milliseconds since the epoch) before which articles were deleted. */
function readChoice(ids: readonly string[], before: string | undefined): readonly string[] | number {
  if (ids.length > 0 === (before !== undefined))
    throw new UsageError(
      `Expected article ids or --deleted-before, found ${before === undefined ? 'neither' : 'both'}.`,
    );
  const invalid = ids.find((id) => !/^[0-9a-f]{64}$/.test(id));
  if (invalid !== undefined)
    throw new UsageError(`Expected an article id of 64 hexadecimal digits, found ${invalid.slice(0, 80)}.`);
  if (before === undefined) return ids;
  const time = Date.parse(before);
  if (Number.isNaN(time))
    throw new UsageError(`--deleted-before: expected a date or time such as 2025-02-27, found ${before}.`);
  return time;
}

function inWords(result: Purged, dryRun: boolean): string {
  const { articles, unknown, deleted, tombstones, deadLetters, idempotencyKeys, left, otherCopies } = result;
  const would = dryRun ? 'would be ' : '';
  const removed = Object.entries(tombstones).map(([topic, count]) => `${count} revisions of ${topic}`);
  return [
    `${articles.length} articles ${would}purged, ${deleted} of them ${would}deleted now.`,
    `${would === '' ? 'Removed' : 'To remove'}: ${removed.join(', ')}, ${deadLetters} dead letters, ${idempotencyKeys} idempotency keys.`,
    ...unknown.map((id) => `Unknown to the index and the topics: ${id}`),
    ...left.map((line) => `Still in ${line}`),
    ...otherCopies.topics.map(
      ({ topic, until }) => `${topic} may hold the text ${until === null ? 'for ever' : `until ${until}`}.`,
    ),
    ...snapshotLines(otherCopies.snapshots),
  ].join('\n');
}

function snapshotLines(snapshots: readonly string[] | null): readonly string[] {
  if (snapshots === null) return ['Snapshots could not be listed: access was denied. Check them yourself.'];
  if (snapshots.length === 0) return ['No snapshot holds the articles or the dead letters.'];
  return snapshots.map((snapshot) => `The snapshot ${snapshot} may hold the text until you delete it.`);
}
