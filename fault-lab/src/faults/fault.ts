import type { Lab } from '../rig/lab.ts';
import type { Random } from '../random.ts';

/** What a fault takes hold of. Two that touch the same are never at work at once. */
export type Touched = 'services' | 'clock' | 'kafka' | 'registry' | 'opensearch';

/** A kind of fault, as data and what to do. */
export interface FaultKind {
  /** Kebab-case, the same in every report: `broker-kill`. */
  readonly kind: string;
  readonly touches: Touched;
  /** How long it lasts, shortest and longest, in seconds. */
  readonly seconds: readonly [number, number];
  readonly inject: (lab: Lab, random: Random) => Promise<Injected>;
}

/** A fault at work. */
export interface Injected {
  /** Whom it hit: `annotator-2`, `all`. */
  readonly subject: string;
  /** Names of instances that must say within 5 s that they are not ready. */
  readonly stops: readonly string[];
  /** Names of instances that may be unready because of it, and must be ready 15 s after its end. */
  readonly disturbs: readonly string[];
  /** Ends it; settles when its cause is gone, not when everybody has recovered. */
  readonly heal: () => Promise<void> | void;
}
