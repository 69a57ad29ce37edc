import type { FaultKind } from './fault.ts';
import { createRandom, type Random } from '../random.ts';

/** A planned fault; times in milliseconds from the start of the run. */
export interface PlannedFault {
  readonly kind: string;
  readonly at: number;
  readonly lasts: number;
  /** Seeds the fault's own random choices. */
  readonly seed: number;
}

/** What a schedule is made of. */
export interface ScheduleOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Seconds from one fault to the next, on average. */
  readonly everySeconds: number;
  readonly kinds: readonly Pick<FaultKind, 'kind' | 'touches' | 'seconds'>[];
}

/** Time without faults at the start and at the end. */
const CALM_MS = 15_000;
/** Every fourth fault is joined by another. */
const JOINED = 4;
const JOINS_AFTER_MS = 3_000;

/**
 * Plans the faults of a run: each kind once before any repeats; some are joined by one that touches something
 * else. The same options give the same plan.
 */
export function planFaults({ seed, minutes, everySeconds, kinds }: ScheduleOptions): readonly PlannedFault[] {
  const random = createRandom(seed);
  const plan: PlannedFault[] = [];
  const end = minutes * 60_000 - CALM_MS;
  let deck: ScheduleOptions['kinds'] = [];

  function draw(other?: FaultKind['touches']) {
    const fits = ({ touches }: { readonly touches: string }) => touches !== other;
    if (!deck.some(fits)) deck = [...deck, ...shuffled(kinds, random)];
    const drawn = deck.find(fits);
    deck = deck.filter((kind) => kind !== drawn);
    return drawn;
  }

  for (let at = CALM_MS, place = 0; ; at += everySeconds * 1000 * (0.8 + 0.4 * random.next()), place += 1) {
    const first = draw();
    if (!first || at + first.seconds[1] * 1000 > end) return plan;
    plan.push(planned(first, at, random));
    if (place % JOINED !== JOINED - 1) continue;
    const second = draw(first.touches);
    if (second) plan.push(planned(second, at + JOINS_AFTER_MS, random));
  }
}

function planned(
  { kind, seconds: [least, most] }: Pick<FaultKind, 'kind' | 'seconds'>,
  at: number,
  random: Random,
): PlannedFault {
  const lasts = Math.round((least + (most - least) * random.next()) * 1000);
  return { kind, at: Math.round(at), lasts, seed: random.below(2 ** 31) };
}

function shuffled<T>(values: readonly T[], random: Random): readonly T[] {
  return values
    .map((value) => ({ value, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
