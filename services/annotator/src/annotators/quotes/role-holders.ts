import type { Person, TextField } from '@gazette/schemas';

/**
 * Whom a role noun means: `the secretary` is the last named before `at` of those with such a role; `the British foreign secretary`,
 * where the text gives only `Foreign Secretary`, is the one who has it, if it is one.
 */
export function roleHolder(
  noun: string,
  at: number,
  field: TextField,
  persons: readonly Person[],
): Person | null {
  const role = /^the\s+(.+)$/i
    .exec(noun)?.[1]
    ?.toLowerCase()
    .replace(/\s+of\s.*$/, '');
  if (!role) return null;
  const same = persons.filter((person) => person.roles.some((held) => officeOf(held) === role));
  const longer =
    same.length > 0
      ? same
      : persons.filter((person) => person.roles.some((held) => narrows(officeOf(held), role)));
  if (longer.length > 0) return lastNamed(longer, at, field);
  if (NATIONALITY.test(noun)) return null;
  const shorter = persons.filter((person) => person.roles.some((held) => narrows(role, officeOf(held))));
  return shorter.length === 1 ? lastNamed(shorter, at, field) : null;
}

/** `the French president` is not any president. */
const NATIONALITY = /\s\p{Lu}\p{L}+(?:ish|an|ese|ch|ic|i)\s/u;

/** `Prime Minister of the United Kingdom` is called `prime minister`. */
function officeOf(role: string): string {
  return role.toLowerCase().replace(/\s+of\s.*$/, '');
}

/** `UK Foreign Secretary` is a foreign secretary; a deputy governor is no governor. */
function narrows(longer: string, shorter: string): boolean {
  return (
    longer.endsWith(` ${shorter}`) &&
    !/\b(?:deputy|vice|former|ex|shadow|acting|assistant|late)\b/.test(longer)
  );
}

/** Titles of one person, unlike `the spokesman`; they can be another name for who was just spoken of. */
const OFFICE =
  /(?:^|[\s-])(?:ambassador|archbishop|candidate|chair|chairman|chairwoman|chancellor|commissioner|general|governor|king|leader|mayor|minister|monarch|nominee|pope|premier|president|prince|princess|queen|secretary|senator|taoiseach)(?:\s+of\s.*)?$/i;

/** Whether a role noun can be another name for the person: nothing the text says of the person speaks against it. */
export function canBe(noun: string, person: Person): boolean {
  const head = OFFICE.exec(noun) && officeOf(noun).split(/[\s-]/).at(-1);
  if (!head) return false;
  return (
    person.roles.length === 0 || person.roles.some((held) => officeOf(held).split(/[\s-]/).at(-1) === head)
  );
}

function lastNamed(persons: readonly Person[], at: number, field: TextField): Person | null {
  let holder: Person | null = null;
  let nearest = -1;
  for (const person of persons)
    for (const mention of person.mentions)
      if (mention.field === field && mention.start < at && mention.start > nearest) {
        nearest = mention.start;
        holder = person;
      }
  return holder;
}
