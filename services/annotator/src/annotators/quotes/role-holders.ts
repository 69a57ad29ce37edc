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
  const role = /^the\s+(.+)$/i.exec(noun)?.[1]?.toLowerCase();
  if (!role) return null;
  const exact = persons.filter((person) => person.roles.some((held) => endsWith(held.toLowerCase(), role)));
  if (exact.length > 0) return lastNamed(exact, at, field);
  const wider = persons.filter((person) => person.roles.some((held) => endsWith(role, held.toLowerCase())));
  return wider.length === 1 ? lastNamed(wider, at, field) : null;
}

/** `Foreign Secretary` and `UK Foreign Secretary`, but no part of a word. */
function endsWith(longer: string, shorter: string): boolean {
  return longer === shorter || longer.endsWith(` ${shorter}`);
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
