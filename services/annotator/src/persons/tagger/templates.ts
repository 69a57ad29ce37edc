import { combine } from './hash-table.ts';
import { commonness, type View } from './view.ts';
import type { Word } from './words.ts';

/**
 * A kind of feature. Its number is part of the feature's hash, and trained weights belong to these hashes:
 * a change to a number or a value needs a new training.
 */
export interface Template<Seen> {
  readonly number: number;
  readonly value: (seen: Seen) => number;
  /** Whether 0 means that the value is not known, so that there is no feature. */
  readonly optional: boolean;
}

/** Features of a single word, by its position relative to the word that is labelled. */
export const WORD_TEMPLATES = {
  inside: itself(0),
  first: itself(1),
  before: [
    always(24, (word) => word.key),
    always(28, (word) => word.brief),
    always(32, (word) => word.kindHash),
    ...clusters(36),
    always(52, commonness),
  ],
  after: [
    always(25, (word) => word.key),
    always(29, (word) => word.brief),
    always(33, (word) => word.kindHash),
    ...clusters(40),
    always(53, commonness),
  ],
  before2: [always(26, (word) => word.key), ...clusters(44)],
  after2: [always(27, (word) => word.key), ...clusters(48)],
  opening: [always(83, (word) => word.key)],
  head: [always(81, (word) => word.key)],
  outerBefore: [always(75, (word) => word.key)],
  outerAfter: [always(76, (word) => word.key)],
} satisfies Readonly<Record<string, readonly Template<Word>[]>>;

/** The word that is labelled; `first` is 1 where it is the first of its sentence. */
function itself(first: 0 | 1): readonly Template<Word>[] {
  return [
    always(1, () => 1),
    always(2, (word) => word.exact),
    always(3, (word) => word.key),
    always(4, (word) => word.shape),
    always(5, (word) => word.brief),
    ...[0, 1, 2, 3].map((i) => ifKnown(6 + i * 2, (word) => word.prefixes[i] ?? 0)),
    ...[0, 1, 2, 3].map((i) => ifKnown(7 + i * 2, (word) => word.suffixes[i] ?? 0)),
    always(14, (word) => word.kindHash),
    always(15, commonness),
    ...clusters(16),
    always(20, () => first),
    always(21, (word) => combine(first, word.key)),
    always(22, (word) => combine(first, commonness(word))),
    always(23, (word) => (word.shout ? 2 : 0) + (word.text.includes('-') ? 1 : 0)),
    always(67, (word) => combine(word.clusters[0], commonness(word))),
    always(68, (word) => combine(word.clusters[1], first)),
    always(69, (word) => combine(word.clusters[1], word.clusters[2])),
  ];
}

/** The web's coarse and fine cluster, then the training text's. */
function clusters(number: number): readonly Template<Word>[] {
  return ([0, 1, 2, 3] as const).map((i) => ifKnown(number + i, (word) => word.clusters[i]));
}

function always(number: number, value: (word: Word) => number): Template<Word> {
  return { number, value, optional: false };
}

function ifKnown(number: number, value: (word: Word) => number): Template<Word> {
  return { number, value, optional: true };
}

/** Features of several words together, of the position in the run, and of the document's use of the word. */
export const VIEW_TEMPLATES: readonly Template<View>[] = [
  ...table({
    30: ({ before2, before }) => combine(before2.brief, before.brief),
    31: ({ after, after2 }) => combine(after.brief, after2.brief),
    34: ({ before2, before }) => combine(before2.kindHash, before.kindHash),
    35: ({ after, after2 }) => combine(after.kindHash, after2.kindHash),
  }),
  ...table({
    54: ({ before, word }) => combine(before.key, word.key),
    55: ({ word, after }) => combine(word.key, after.key),
    56: ({ before, after }) => combine(before.key, after.key),
    57: ({ before2, before }) => combine(before2.key, before.key),
    58: ({ after, after2 }) => combine(after.key, after2.key),
    59: ({ before, word, after }) => combine(combine(before.brief, word.brief), after.brief),
    60: ({ before, common }) => combine(before.kindHash, common),
    61: ({ before, common }) => combine(commonness(before), common),
    62: ({ common, after }) => combine(common, commonness(after)),
    63: ({ before, word }) => combine(before.clusters[0], word.clusters[0]),
    64: ({ word, after }) => combine(word.clusters[0], after.clusters[0]),
    65: ({ before, word }) => combine(before.clusters[2], word.clusters[2]),
    66: ({ word, after }) => combine(word.clusters[2], after.clusters[2]),
    70: ({ before, word }) => combine(before.key, word.clusters[0]),
    71: ({ word, after }) => combine(word.clusters[0], after.key),
  }),
  ...table({
    72: ({ position }) => position,
    73: ({ position, common }) => combine(position, common),
    74: ({ position, word }) => combine(position, word.clusters[0]),
    77: ({ outerBefore, position }) => combine(outerBefore.key, position),
    78: ({ outerAfter, position }) => combine(outerAfter.key, position),
    79: ({ outerBefore, position }) => combine(outerBefore.clusters[0], position),
    80: ({ outerAfter, position }) => combine(outerAfter.clusters[0], position),
    82: ({ head, position }) => combine(head.clusters[1], position),
    84: ({ opening, position }) => combine(opening.clusters[1], position),
    85: ({ opening, head, position }) => combine(combine(opening.given, head.family), position),
  }),
  ...table({
    86: ({ use }) => level(use.total) * 4 + level(use.lowers),
    87: ({ use }) => level(use.capitals),
    88: ({ signs }) => signs,
    89: ({ signs, first }) => combine(signs, first),
    90: ({ signs, word }) => combine(signs, word.clusters[0]),
    91: ({ use }) => level(use.afterHonorific) * 4 + level(use.afterGiven),
    92: ({ use }) => level(use.afterRole) * 4 + level(use.beforeSpeech),
    93: ({ use }) => level(use.afterThe) * 4 + level(use.afterPlace),
    94: ({ use }) => level(use.beforeFamily) * 4 + level(use.possessive),
    95: ({ use }) =>
      share(use.lowers, use.total + use.lowers) * 8 + share(use.afterPlace + use.afterThe, use.total),
    96: ({ use }) => share(use.joined, use.total) * 8 + level(use.total),
    97: ({ use }) =>
      share(use.afterHonorific + use.afterGiven, use.total) * 8 + share(use.beforeSpeech, use.total),
    98: ({ signsAfter }) => signsAfter,
    99: ({ signsBefore }) => signsBefore,
  }),
  ...table({
    100: ({ placeBits }) => placeBits,
    101: ({ placeBits, position }) => combine(placeBits, position),
    102: ({ placeBits, before }) => combine(placeBits, before.key),
    103: ({ placeBits, common }) => combine(placeBits, common),
    104: ({ placeBits, signs }) => combine(placeBits, signs),
  }),
];

function table(values: Readonly<Record<number, (view: View) => number>>): readonly Template<View>[] {
  return Object.entries(values).map(([number, value]) => ({
    number: Number(number),
    value,
    optional: false,
  }));
}

function level(count: number): number {
  return Math.min(count, 3);
}

/** A share in fifths, 0 to 5. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(5, Math.ceil((5 * part) / whole));
}
