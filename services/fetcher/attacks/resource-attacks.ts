import { compressionAttacks } from './compression-attacks.ts';
import { feedAttacks } from './feed-attacks.ts';
import { pageAttacks } from './page-attacks.ts';
import { LIMIT_BYTES, type Attack, type ResourceAttack } from './resource-attack.ts';
import { redirectAndRobotsAttacks } from './robots-attacks.ts';
import { transferAttacks } from './transfer-attacks.ts';

/**
 * Memory limits in multiples of the largest body. Wire: received and decompressed bytes, growth and garbage.
 * Page: text and 32 bytes per one-letter text node. Feed: 1,000,000 nodes of about 500 bytes, and the
 * entries.
 */
const mostBodies = { wire: 15, page: 50, feed: 75 };

/** Every attack on memory or time. */
export const resourceAttacks: readonly ResourceAttack[] = [
  ...[...transferAttacks, ...compressionAttacks, ...redirectAndRobotsAttacks].map((attack) =>
    within(mostBodies.wire, attack),
  ),
  ...pageAttacks.map((attack) => within(mostBodies.page, attack)),
  ...feedAttacks.map((attack) => within(mostBodies.feed, attack)),
];

function within(bodies: number, attack: Attack): ResourceAttack {
  return { ...attack, mostMegabytes: (bodies * LIMIT_BYTES) / 1_000_000 };
}
