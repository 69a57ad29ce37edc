import { z } from 'zod';
import { foldName } from './fold-name.ts';
import type { DirectoryEntry } from './directory.ts';

const name = z.string().trim().min(1);

const entry = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
      'expected an id in lower-case ASCII letters and digits, joined by hyphens',
    ),
  name,
  aliases: z.array(name).default([]),
  roles: z.array(name).default([]),
  since: z.iso.date().optional(),
  links: z
    .record(z.string().regex(/^[a-z]+$/, 'expected the name of a site in lower case'), z.string().min(1))
    .refine((links) => /^Q[1-9]\d*$/.test(links['wikidata'] ?? 'Q1'), {
      path: ['wikidata'],
      message: 'expected a Wikidata item such as "Q42"',
    })
    .optional(),
  loneNames: z.array(name.regex(/^\S+$/, 'expected a single name without spaces')).optional(),
});

/** The shape of directory.yaml. */
export const directoryFile = z
  .strictObject({ persons: z.array(entry) })
  .superRefine(({ persons }, context) => {
    const ids = new Set<string>();
    const bearers = new Map<string, string>();
    persons.forEach((person, index) => {
      const path = ['persons', index];
      if (ids.has(person.id)) {
        context.addIssue({
          code: 'custom',
          path: [...path, 'id'],
          message: `the id ${person.id} is used twice`,
        });
      }
      ids.add(person.id);
      for (const lone of person.loneNames ?? []) {
        const other = bearers.get(foldName(lone));
        if (other !== undefined) {
          const message = `expected one bearer of the lone name ${lone}, found ${other} and ${person.id}`;
          context.addIssue({ code: 'custom', path: [...path, 'loneNames'], message });
        }
        bearers.set(foldName(lone), person.id);
      }
    });
  });

/** The entries of a valid directory.yaml. */
export function directoryEntries(file: z.output<typeof directoryFile>): readonly DirectoryEntry[] {
  return file.persons.map(({ loneNames, ...rest }) => ({
    ...rest,
    loneName: loneNames,
  }));
}
