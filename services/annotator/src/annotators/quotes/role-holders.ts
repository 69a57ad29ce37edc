import type { Person, TextField } from '@gazette/schemas';

/** Whom a role noun means (`the foreign secretary`): of those to whom the text gives the role, the one named last before `at`. */
export function roleHolder(
  noun: string,
  at: number,
  field: TextField,
  persons: readonly Person[],
): Person | null {
  const role = /^the\s+(.+)$/i.exec(noun)?.[1]?.toLowerCase();
  if (!role) return null;
  let holder: Person | null = null;
  let nearest = -1;
  for (const person of persons) {
    if (!person.roles.some((held) => isSame(held.toLowerCase(), role))) continue;
    for (const mention of person.mentions)
      if (mention.field === field && mention.start < at && mention.start > nearest) {
        nearest = mention.start;
        holder = person;
      }
  }
  return holder;
}

function isSame(held: string, role: string): boolean {
  return held === role || held.endsWith(` ${role}`) || role.endsWith(` ${held}`);
}
