/** The projects of jest.config.js, in the order in which they run. */
const projects = ['unit', 'integration', 'mutations', 'cluster'] as const;
export type Project = (typeof projects)[number];
/** The projects of `npm test`; the others take long and have commands of their own. */
const usual: readonly Project[] = ['unit', 'integration'];

/** The arguments of `npm test -- …`. */
export interface TestArguments {
  readonly projects: readonly Project[];
  /** Path patterns and other options, passed to jest unchanged. */
  readonly rest: readonly string[];
}

/**
 * Reads the arguments of `npm test`. jest takes every word after `--selectProjects` for a project; here a
 * word that is not a project is a pattern, as in `--selectProjects unit persons`. Throws when the option
 * names no project.
 */
export function readTestArguments(args: readonly string[]): TestArguments {
  const at = args.findIndex((arg) => arg === '--selectProjects' || arg.startsWith('--selectProjects='));
  if (at < 0) return { projects: usual, rest: args };

  const joined = args[at]?.split('=')[1];
  const words = joined === undefined ? args.slice(at + 1) : joined.split(',');
  const end = words.findIndex((word) => !isProject(word));
  const named = words.slice(0, end < 0 ? words.length : end).filter(isProject);
  if (named.length === 0) {
    throw new Error(
      `Expected ${projects.join(' or ')} after --selectProjects, found ${words[0] ?? 'nothing'}`,
    );
  }
  const after = joined === undefined ? at + 1 + named.length : at + 1;
  return {
    projects: projects.filter((project) => named.includes(project)),
    rest: [...args.slice(0, at), ...args.slice(after)],
  };
}

function isProject(word: string): word is Project {
  return (projects as readonly string[]).includes(word);
}
