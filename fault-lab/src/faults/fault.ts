import type { Lab } from '../rig/lab.ts';
import type { Random } from '../random.ts';

/** What a fault affects. Two faults that touch the same thing never overlap. */
export type Touched = 'services' | 'clock' | 'kafka' | 'registry' | 'opensearch';

/** A kind of fault. */
export interface FaultKind {
  /** Kebab-case, the same in every report: `broker-kill`. */
  readonly kind: string;
  readonly touches: Touched;
  /** Shortest and longest duration, in seconds. */
  readonly seconds: readonly [number, number];
  readonly inject: (lab: Lab, random: Random) => Promise<Injected>;
}

/** An active fault. */
export interface Injected {
  /** The affected instance or engine: `annotator-2`, `all`. */
  readonly subject: string;
  /** Names of instances that must report within 5 s that they are not ready. */
  readonly stops: readonly string[];
  /** Names of instances that may be unready because of it, and must be ready 15 s after its end. */
  readonly disturbs: readonly string[];
  /** Removes the cause; does not wait until services have recovered. */
  readonly heal: () => Promise<void> | void;
}
