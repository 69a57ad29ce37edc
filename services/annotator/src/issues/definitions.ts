import { z } from 'zod';
import { phraseForms } from './phrases.ts';

/** The default threshold of an issue; weights are relative to it. */
export const DEFAULT_THRESHOLD = 5;
/** Phrases of less weight, such as a country's name, support an issue but never decide it. */
export const DECISIVE_WEIGHT = 2;

const id = z
  .string()
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'expected an id in lower-case ASCII letters and digits, joined by hyphens',
  )
  .describe('Lower-case ASCII words joined by hyphens. Stored in every index document: never change it.');
const label = z.string().trim().min(1).describe('What readers see.');
const day = z.iso.date().describe('YYYY-MM-DD, UTC');
const example = z.string().trim().min(1);

const phrase = z
  .string()
  .trim()
  .min(1)
  .superRefine((text, context) => {
    try {
      phraseForms(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  })
  .describe(
    'Lower-case words match any case, a first capital needs one, all capitals need capitals. tariff(s) = tariff or tariffs; dut(y|ies) = duty or duties. Hyphens equal spaces.',
  );

const weightedPhrases = z
  .record(
    z.string().regex(/^\d+(?:\.\d+)?$/, 'expected a weight: a number of 0 or more'),
    z.array(phrase).min(1),
  )
  .describe(
    'Weight: phrases. 5 decides alone in a short text, 3 is telling, 2 supports, below 2 never decides.',
  );

const topic = z.strictObject({
  id,
  label,
  cap: z.string().regex(/^\d{3,4}$/, 'expected a major topic times 100, such as "1900"'),
});

const issue = z.strictObject({
  id,
  label,
  parent: id.describe('A topic or another issue.'),
  mappings: z
    .strictObject({
      cap: z
        .array(z.string().regex(/^\d{3,4}$/, 'expected a CAP code such as "1900"'))
        .describe('Comparative Agendas Project: a subtopic, or a major topic times 100.'),
      iptc: z
        .array(z.string().regex(/^medtop:\d{8}$/, 'expected an IPTC code such as "medtop:20000384"'))
        .describe('IPTC Media Topics, release 2023-10-24.'),
    })
    .default({ cap: [], iptc: [] }),
  include: weightedPhrases,
  exclude: weightedPhrases
    .default({})
    .describe(
      'Phrases that hide an include phrase they overlap; a weight above 0 also speaks against the issue.',
    ),
  threshold: z.number().positive().default(DEFAULT_THRESHOLD).describe('The score that is enough.'),
  validFrom: day.optional().describe('Articles published before this day cannot have the issue.'),
  validTo: day.optional().describe('Articles published after this day cannot have the issue.'),
  examples: z.strictObject({
    match: z.array(example).min(1).describe('Texts that must get the issue.'),
    noMatch: z.array(example).default([]).describe('Texts that must not get it.'),
  }),
});

/** The shape of issues.yaml: topics are parents only, issues are found in articles. */
export const issuesFile = z
  .strictObject({ $schema: z.string().optional(), topics: z.array(topic), issues: z.array(issue).min(1) })
  .superRefine((file, context) => {
    for (const problem of [...repeatedIds(file), ...unknownParents(file), ...otherProblems(file)]) {
      context.addIssue({ code: 'custom', ...problem });
    }
  });

/**
 * The JSON Schema of issues.yaml, for editors. Only `gazette issues check` compares values with each other.
 */
export function issuesJsonSchema(): object {
  return { title: 'Issues of Gazette', ...z.toJSONSchema(issuesFile, { io: 'input' }) };
}

/** A parent that only groups issues. */
export type TopicDefinition = Readonly<z.output<typeof topic>>;

/** One issue of issues.yaml with its defaults filled in. */
export type IssueDefinition = Readonly<z.output<typeof issue>>;

interface FileShape {
  readonly topics: readonly TopicDefinition[];
  readonly issues: readonly IssueDefinition[];
}

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

function repeatedIds(file: FileShape): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [list, entries] of [['topics', file.topics] as const, ['issues', file.issues] as const]) {
    entries.forEach((entry, index) => {
      if (seen.has(entry.id))
        problems.push({ path: [list, index, 'id'], message: `the id ${entry.id} is used twice` });
      seen.add(entry.id);
    });
  }
  return problems;
}

function unknownParents(file: FileShape): readonly Problem[] {
  const parents = new Map(file.issues.map((entry) => [entry.id, entry.parent]));
  const topics = new Set(file.topics.map((entry) => entry.id));
  return file.issues.flatMap((entry, index) => {
    const path = ['issues', index, 'parent'];
    const visited = new Set([entry.id]);
    let parent: string | undefined = entry.parent;
    while (parent !== undefined && !topics.has(parent)) {
      if (!parents.has(parent))
        return [{ path, message: `expected a topic or an issue, found ${parent}, which is neither` }];
      if (visited.has(parent))
        return [{ path, message: `expected an ancestor that is a topic, found a circle through ${parent}` }];
      visited.add(parent);
      parent = parents.get(parent);
    }
    return [];
  });
}

function otherProblems(file: FileShape): readonly Problem[] {
  return file.issues.flatMap((entry, index) => {
    const problems: Problem[] = [];
    const heaviest = Math.max(...Object.keys(entry.include).map(Number));
    if (heaviest < DECISIVE_WEIGHT) {
      problems.push({
        path: ['issues', index, 'include'],
        message: `expected a phrase of weight ${DECISIVE_WEIGHT} or more, found none: the issue could never be decided`,
      });
    }
    if (entry.validFrom !== undefined && entry.validTo !== undefined && entry.validFrom > entry.validTo) {
      problems.push({
        path: ['issues', index, 'validTo'],
        message: `expected a day after validFrom ${entry.validFrom}, found ${entry.validTo}`,
      });
    }
    return problems;
  });
}
