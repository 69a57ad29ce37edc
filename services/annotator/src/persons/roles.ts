import { canIntroduce, isOfNameAfter, isOwnApposition } from './role-bearer.ts';
import { isPossessive, ofBefore, organisationEnd } from './role-organisation.ts';
import type { Run } from './tagger/runs.ts';
import type { Word, WordKind } from './tagger/words.ts';

/** The words of a role in a sentence, from `from` up to `to`, exclusive. */
export interface RoleSpan {
  readonly from: number;
  readonly to: number;
}

/** Titles and roles beside a name, which are not part of it. */
export interface Titles {
  /** Honorifics in lower case, without stops: `mr`, `sir`. */
  readonly honorifics: readonly string[];
  readonly roles: readonly RoleSpan[];
}

/** The names before and after a name in its sentence, to which a role may belong instead. */
export interface Neighbours {
  readonly before: Run | undefined;
  readonly after: Run | undefined;
}

/** The honorifics and roles around the name from `from` up to `to`. */
export function titlesOf(words: readonly Word[], { from, to }: Run, neighbours: Neighbours): Titles {
  const honorifics: string[] = [];
  const roles: RoleSpan[] = [];
  let end = from;
  while (words[end - 1]?.kind === 'honorific') {
    end -= 1;
    honorifics.unshift(words[end]?.lower.replace('.', '') ?? '');
  }
  const plain = honorifics.findLastIndex((title) => !NO_ROLE.has(title));
  if (plain >= 0) roles.push({ from: end + plain, to: end + plain + 1 });
  const before = roleEndingAt(words, end) ?? introducedRole(words, end, to, neighbours.before);
  if (before) roles.push(before);
  const after = appositionOf(words, to, neighbours.after);
  if (after) roles.push(after);
  return { honorifics, roles };
}

/** Honorifics that are not roles. */
const NO_ROLE = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'sir',
  'dame',
  'lady',
  'madam',
  'messrs',
  'monsieur',
  'madame',
  'mme',
  'm',
  'mlle',
  'st',
  'saint',
  'fr',
  'don',
  'hon',
]);

const IN_ROLE: ReadonlySet<WordKind> = new Set<WordKind>(['role', 'modifier', 'nationality']);

/**
 * "Foreign Secretary", "Belgium's prime minister", "Secretary of State" or "Mr Justice" that ends before
 * word `end`.
 */
function roleEndingAt(words: readonly Word[], end: number): RoleSpan | undefined {
  const simple = simpleRoleEndingAt(words, end);
  if (simple) return simple;
  const at = ofBefore(words, end);
  if (at === undefined) return undefined;
  const head = simpleRoleEndingAt(words, at);
  return head && { from: head.from, to: end };
}

function simpleRoleEndingAt(words: readonly Word[], end: number): RoleSpan | undefined {
  const head = words[end - 1];
  const lady = head?.lower === 'lady' && words[end - 2]?.lower === 'first';
  if (head?.kind !== 'role' && !lady) return undefined;
  let from = end - 1;
  for (;;) {
    const previous = words[from - 1];
    if (!previous) break;
    if (IN_ROLE.has(previous.kind)) from -= 1;
    else if (isPossessive(previous) && words[from - 2]?.kind === 'nationality') from -= 2;
    else if (previous.lower === 'mr' && head.lower === 'justice') from -= 1;
    else break;
  }
  return { from, to: end };
}

/**
 * "The foreign secretary, David Lammy, said": the role before a comma, if it has an article and is not
 * another person's.
 */
function introducedRole(
  words: readonly Word[],
  end: number,
  nameEnd: number,
  before: Run | undefined,
): RoleSpan | undefined {
  if (words[end - 1]?.text !== ',') return undefined;
  const role = roleEndingAt(words, end - 1);
  const first = role && words[role.from];
  const article = role && words[role.from - 1];
  if (!article || !(ARTICLES.has(article.lower) || first?.kind === 'nationality')) return undefined;
  const claimed = before && (roleStartingAt(words, before.to, end)?.to ?? 0) > role.from;
  if (claimed) return isOfNameAfter(words, nameEnd) ? role : undefined;
  return canIntroduce(words, role.from, nameEnd) ? role : undefined;
}

/** The role after a name, unless it starts a clause or belongs to the next name. */
function appositionOf(words: readonly Word[], to: number, after: Run | undefined): RoleSpan | undefined {
  const role = roleStartingAt(words, to, after?.from ?? words.length + 1);
  if (!role) return undefined;
  const isNext =
    after !== undefined && words[role.to]?.text === ',' && isTitled(words, role.to + 1, after.from);
  if (isNext && isOfNameAfter(words, after.to)) return undefined;
  return words[to + 1]?.lower === 'who' || isOwnApposition(words, role) ? role : undefined;
}

/** Whether only honorifics, if anything, are between `from` and the name at `to`. */
function isTitled(words: readonly Word[], from: number, to: number): boolean {
  return from <= to && words.slice(from, to).every((word) => word.kind === 'honorific');
}

const ARTICLES = new Set(['the', 'a', 'an', 'its', 'his', 'her', 'their', 'our', 'my', 'whose', "'s"]);
const IS = new Set(['is', 'was', 'became', 'becomes', 'serves', 'served']);

/**
 * "David Lammy, the foreign secretary," and "Yvette Cooper, who became foreign secretary"; `next` is the
 * start of the next name.
 */
function roleStartingAt(words: readonly Word[], to: number, next: number): RoleSpan | undefined {
  let from = to;
  if (words[from]?.text !== ',' && words[from]?.text !== '(') return undefined;
  from += 1;
  if (words[from]?.lower === 'who' && IS.has(words[from + 1]?.lower ?? '')) from += 2;
  if (words[from]?.lower === 'as') from += 1;
  if (ARTICLES.has(words[from]?.lower ?? '')) from += 1;
  let end = from;
  let last = -1;
  while (end - from < 8) {
    const word = words[end];
    if (!word) break;
    if (word.kind === 'role' || (word.lower === 'lady' && words[end - 1]?.lower === 'first')) last = end + 1;
    else if (
      !IN_ROLE.has(word.kind) &&
      !(isPossessive(word) && words[end - 1]?.kind === 'nationality') &&
      !isLeadingOwner(words, end, from)
    )
      break;
    end += 1;
  }
  if (last < 0) return undefined;
  return { from, to: organisationEnd(words, last, next) };
}

/** A capitalised owner before the role: "Chelsea manager". */
function isLeadingOwner(words: readonly Word[], at: number, from: number): boolean {
  const word = words[at];
  return (
    word?.capital === true &&
    at - from < 3 &&
    (words[at + 1]?.kind === 'role' || words[at + 1]?.kind === 'modifier')
  );
}
