/** Called for each occurrence with the pattern's index and the position of its last word. */
export type OnMatch = (pattern: number, end: number) => void;

/** Finds every occurrence of many word sequences in one pass. */
export interface Automaton {
  readonly root: State;
}

interface State {
  readonly next: Map<string, State>;
  /** The state of the longest proper suffix that is itself a prefix of a pattern. */
  fallback: State | null;
  /** Patterns that end here, including those of suffixes. */
  ends: readonly number[];
}

/**
 * Builds the automaton of Aho and Corasick (1975) over words instead of characters. A word that starts no
 * pattern, as nearly every word of an article, costs one look-up for any number of patterns. An empty
 * pattern never matches.
 */
export function createAutomaton(patterns: readonly (readonly string[])[]): Automaton {
  const root = newState();
  patterns.forEach((words, index) => {
    if (words.length > 0) insert(root, words, index);
  });
  linkSuffixes(root);
  return { root };
}

/** Reports every occurrence, also overlapping ones, in the order of their ends. No pattern spans a null. */
export function scan(automaton: Automaton, words: readonly (string | null)[], onMatch: OnMatch): void {
  let state = automaton.root;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    state = typeof word === 'string' ? step(automaton.root, state, word) : automaton.root;
    for (const pattern of state.ends) onMatch(pattern, at);
  }
}

function newState(): State {
  return { next: new Map(), fallback: null, ends: [] };
}

function insert(root: State, words: readonly string[], index: number): void {
  let state = root;
  for (const word of words) {
    let next = state.next.get(word);
    if (!next) {
      next = newState();
      state.next.set(word, next);
    }
    state = next;
  }
  state.ends = [...state.ends, index];
}

function linkSuffixes(root: State): void {
  const queue: State[] = [root];
  for (const state of queue) {
    for (const [word, child] of state.next) {
      child.fallback = state.fallback ? step(root, state.fallback, word) : root;
      child.ends = [...child.ends, ...child.fallback.ends];
      queue.push(child);
    }
  }
}

function step(root: State, from: State, word: string): State {
  let state: State | null = from;
  while (state) {
    const next = state.next.get(word);
    if (next) return next;
    state = state.fallback;
  }
  return root;
}
