/** The projects of jest.config.js, in the order in which they run. */
const projects = ['unit', 'integration'] as const;
export type Project = (typeof projects)[number];

/** What `npm test -- …` was asked for. */
export interface TestArguments {
  readonly projects: readonly Project[];
  /** Handed to jest as they are: patterns of paths and its other options. */
  readonly rest: readonly string[];
}

/**
 * Reads the arguments of `npm test`. jest would take every word after `--selectProjects` for a project; here those that are none are
 * patterns, so that `--selectProjects unit persons` means what it says. Throws when the option names no project.
 */
export function readTestArguments(args: readonly string[]): TestArguments {
  const at = args.findIndex((arg) => arg === '--selectProjects' || arg.startsWith('--selectProjects='));
  if (at < 0) return { projects, rest: args };

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
