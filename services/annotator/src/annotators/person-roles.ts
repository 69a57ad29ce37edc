import type { Word, WordKind } from './person-words.ts';

/** Words of a sentence that name a role, from `from` up to `to`, exclusive. */
export interface RoleSpan {
  readonly from: number;
  readonly to: number;
}

/** What stands before a name and is no part of it. */
export interface Titles {
  /** Honorifics in lower case, without stops: `mr`, `sir`. */
  readonly honorifics: readonly string[];
  readonly roles: readonly RoleSpan[];
}

/** The honorifics and roles around the name from `from` up to `to`. */
export function titlesOf(words: readonly Word[], from: number, to: number): Titles {
  const honorifics: string[] = [];
  const roles: RoleSpan[] = [];
  let end = from;
  while (words[end - 1]?.kind === 'honorific') {
    end -= 1;
    honorifics.unshift(words[end]?.lower.replace('.', '') ?? '');
  }
  const plain = honorifics.findLastIndex((title) => !NO_ROLE.has(title));
  if (plain >= 0) roles.push({ from: end + plain, to: end + plain + 1 });
  const before = roleEndingAt(words, end) ?? introducedRole(words, end);
  if (before) roles.push(before);
  const after = roleStartingAt(words, to);
  if (after) roles.push(after);
  return { honorifics, roles };
}

/** Honorifics that say nothing of what somebody does. */
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

/** "Foreign Secretary", "Belgium's prime minister", "Secretary of State" and "Mr Justice", as long as they end before word `end`. */
export function roleEndingAt(words: readonly Word[], end: number): RoleSpan | undefined {
  const simple = simpleRoleEndingAt(words, end);
  if (simple) return simple;
  let at = end - 1;
  while (at > 0 && end - at <= 5 && (words[at]?.capital === true || words[at]?.kind === 'modifier')) at -= 1;
  if (words[at]?.lower === 'the') at -= 1;
  if (at >= end - 1 || words[at]?.lower !== 'of') return undefined;
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

function isPossessive(word: Word): boolean {
  return word.lower === "'s" || word.lower === "'";
}

/** "The foreign secretary, David Lammy, said": the role before a comma, when it has an article. */
function introducedRole(words: readonly Word[], end: number): RoleSpan | undefined {
  if (words[end - 1]?.text !== ',') return undefined;
  const role = roleEndingAt(words, end - 1);
  const first = role && words[role.from];
  const article = role && words[role.from - 1];
  return article && (ARTICLES.has(article.lower) || first?.kind === 'nationality') ? role : undefined;
}

const ARTICLES = new Set(['the', 'a', 'an', 'its', 'his', 'her', 'their', 'our', 'my', 'whose', "'s"]);
const IS = new Set(['is', 'was', 'became', 'becomes', 'serves', 'served']);

/** "David Lammy, the foreign secretary," and "Yvette Cooper, who became foreign secretary". */
function roleStartingAt(words: readonly Word[], to: number): RoleSpan | undefined {
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
  return { from, to: ofWhat(words, last) };
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

function isOffice(word: Word | undefined): boolean {
  return word !== undefined && (word.capital || word.kind === 'modifier');
}

/** The mark in "the Football Supporters' Association". */
function isOwner(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && isPossessive(word) && words[at + 1]?.capital === true;
}

/** Where "of Nvidia", "of the European Commission" or "of state" ends, after a role that ends at `end`. */
function ofWhat(words: readonly Word[], end: number): number {
  if (words[end]?.lower !== 'of') return end;
  let at = end + 1;
  if (words[at]?.lower === 'the') at += 1;
  const start = at;
  while (at - start < 6 && (isOffice(words[at]) || (at > start && isOwner(words, at)))) at += 1;
  if (at === start) return end;
  const joint = words[at]?.lower === 'of' || words[at]?.lower === 'for';
  if (!joint || !words[at + 1]?.capital) return at;
  at += 1;
  while (at - start < 9 && isOffice(words[at])) at += 1;
  return at;
}
