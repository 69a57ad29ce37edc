import { createRandom, type Random } from '../random.ts';

/** How an article is submitted. It never changes, so that the order of its versions is defined. */
export type Way = 'push' | 'inbox' | 'feed';

/** One thing to write. */
export type Action =
  | {
      readonly act: 'write';
      readonly article: number;
      readonly way: Way;
      /** A version of {@link storyOf}; duplicates and returns to an older text reuse a number. */
      readonly version: number;
      /** Writes with the same group go out as one NDJSON push; null for a separate request. */
      readonly bulk: number | null;
      /** Sent with an Idempotency-Key, and once more after its answer. */
      readonly keyed: boolean;
      readonly repeats: boolean;
    }
  | { readonly act: 'delete'; readonly article: number; readonly way: Way }
  /** Sends the article's first revision to `articles.raw` once more, as a redrive does. */
  | { readonly act: 'replay'; readonly article: number; readonly way: Way }
  /** Writes null values under unique keys to the compacted topics, as a purge does. */
  | { readonly act: 'forget'; readonly serial: number }
  | { readonly act: 'poison'; readonly poison: PoisonKind; readonly serial: number };

export type ActionOf<Act extends Action['act']> = Action & { readonly act: Act };
export type WriteAction = ActionOf<'write'>;

/** A version in a complaint; null is a delete. */
export function nameOf(version: number | null): string {
  return version === null ? 'a delete' : `version ${version}`;
}

/** Whether an action goes out as part of a bulk. */
export function isBulkItem(action: Action): action is WriteAction {
  return action.act === 'write' && action.bulk !== null;
}

/** Messages that can never succeed, by where they are written and what is wrong with them. */
export const poisonKinds = [
  'annotated/not-avro',
  'raw/not-avro',
  'inbox/not-avro',
  'pages/not-avro',
  'inbox/no-producer',
  'inbox/no-value',
  'raw/date-out-of-range',
  'inbox/immense-term',
  'annotated/unknown-schema',
  'raw/truncated',
  'inbox/date-out-of-range',
  'annotated/truncated',
  'raw/unknown-schema',
  'inbox/truncated',
  'raw/immense-term',
  'inbox/unknown-schema',
] as const;
export type PoisonKind = (typeof poisonKinds)[number];

interface Life {
  readonly article: number;
  readonly way: Way;
  /** The latest version number given out. */
  latest: number;
  /** The version that is current; null while deleted. */
  current: number | null;
}

/** Articles that may still change. Older ones stay as they are, like real news. */
const MOST_ALIVE = 300;
/** Percentage of actions. */
const POISON = 4;

/** An endless plan. The same seed gives the same plan, independent of the answers. */
export function* plan(seed: number): Generator<readonly Action[], never> {
  const random = createRandom(seed);
  const alive: Life[] = [];
  let articles = 0;
  let bulks = 0;
  let poisons = 0;

  function create(way: Way): Life {
    const life: Life = { article: articles, way, latest: 0, current: 0 };
    articles += 1;
    alive.push(life);
    if (alive.length > MOST_ALIVE) alive.splice(random.below(MOST_ALIVE / 2), 1);
    return life;
  }

  for (;;) {
    const dice = random.below(100);
    if (dice < POISON) {
      // Each kind in turn, so that a short run covers all of them.
      const poison = poisonKinds[poisons % poisonKinds.length] ?? 'raw/not-avro';
      yield [{ act: 'poison', poison, serial: poisons }];
      if (poisons % 3 === 0) yield [{ act: 'forget', serial: poisons }];
      poisons += 1;
    } else if (dice < POISON + 42 || alive.length < 5) {
      const way = random.pick(['push', 'push', 'push', 'inbox', 'inbox', 'feed'] as const);
      yield [write(create(way), 0, random)];
    } else if (dice < POISON + 50) {
      bulks += 1;
      const items = Array.from({ length: 2 + random.below(12) }, () => {
        const old = random.next() < 0.3 ? random.pick(alive) : null;
        const life = old?.way === 'push' ? old : create('push');
        return { ...write(life, life === old ? correct(life) : 0, random), bulk: bulks };
      });
      yield items;
    } else {
      yield change(random.pick(alive), random);
    }
  }
}

/** The next events of an article's life. */
function change(life: Life, random: Random): readonly Action[] {
  const { article, way, current } = life;
  if (current === null) return [write(life, random.next() < 0.5 ? correct(life) : restore(life), random)];
  const dice = random.below(100);
  if (dice < 45) return [write(life, correct(life), random)];
  // A feed shows only its current text, so a return to an older text is an ordinary correction.
  if (dice < 60 || (dice < 70 && way === 'feed'))
    return Array.from({ length: 2 + random.below(3) }, () => write(life, correct(life), random));
  // A correction and its reversal: the old text becomes the newest revision.
  if (dice < 70) return [write(life, correct(life), random), write(life, restore(life, current), random)];
  if (dice < 78 || way === 'feed') return [write(life, current, random)];
  if (dice < 90 && way === 'push') return [{ act: 'replay', article, way }];
  life.current = null;
  return [{ act: 'delete', article, way }];
}

function write(life: Life, version: number, random: Random): Action & { readonly act: 'write' } {
  const { article, way } = life;
  const keyed = way === 'push' && random.next() < 0.2;
  return { act: 'write', article, way, version, bulk: null, keyed, repeats: keyed && random.next() < 0.5 };
}

function correct(life: Life): number {
  life.latest += 1;
  life.current = life.latest;
  return life.latest;
}

function restore(life: Life, version = life.latest): number {
  life.current = version;
  return version;
}
