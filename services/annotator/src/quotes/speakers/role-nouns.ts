import type { Person } from '@gazette/schemas';

/** `Prime Minister of the United Kingdom` is called `prime minister`. */
export function shortOffice(role: string): string {
  return role.toLowerCase().replace(/\s+of\s.*$/, '');
}

/** Titles of one person, unlike `the spokesman`: they can refer to the person just mentioned. */
const OFFICE =
  /(?:^|[\s-])(?:ambassador|archbishop|candidate|chair|chairman|chairwoman|chancellor|commissioner|general|governor|king|leader|mayor|minister|monarch|nominee|pope|premier|president|prince|princess|queen|secretary|senator|taoiseach)(?:\s+of\s.*)?$/i;

/** Whether a role noun means the one holder of an office. */
export function isOffice(noun: string): boolean {
  return OFFICE.test(noun) && rankOf(noun) === '';
}

/** Whether a role noun can refer to the person: no role of the person in the text contradicts it. */
export function canBe(noun: string, person: Person): boolean {
  const head = OFFICE.exec(noun) && lastWord(noun);
  if (!head) return false;
  const rank = rankOf(noun);
  return (
    person.roles.length === 0 || person.roles.some((held) => lastWord(held) === head && rankOf(held) === rank)
  );
}

function lastWord(role: string): string | undefined {
  return shortOffice(role).split(/[\s-]/).at(-1);
}

/** Words that rule out the holder of an office: a deputy prime minister is not the prime minister. */
function rankOf(role: string): string {
  return /\b(?:deputy|vice|former|ex|shadow|acting|assistant)\b/i.exec(role)?.[0].toLowerCase() ?? '';
}
