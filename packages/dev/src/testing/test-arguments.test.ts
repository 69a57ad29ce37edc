import { describe, expect, it } from '@jest/globals';
import { readTestArguments } from './test-arguments.ts';

describe('readTestArguments', () => {
  it.each([
    {
      case: 'runs both projects by default',
      args: [],
      projects: ['unit', 'integration'],
      rest: [],
    },
    {
      case: 'passes patterns to jest',
      args: ['persons'],
      projects: ['unit', 'integration'],
      rest: ['persons'],
    },
    {
      case: 'selects a project that does not run by default',
      args: ['--selectProjects', 'mutations'],
      projects: ['mutations'],
      rest: [],
    },
    { case: 'selects one project', args: ['--selectProjects', 'unit'], projects: ['unit'], rest: [] },
    {
      case: 'treats a word that is not a project as a pattern',
      args: ['--selectProjects', 'unit', 'persons'],
      projects: ['unit'],
      rest: ['persons'],
    },
    {
      case: 'keeps options before and after --selectProjects',
      args: ['--bail', '--selectProjects', 'integration', '-t', 'ids'],
      projects: ['integration'],
      rest: ['--bail', '-t', 'ids'],
    },
    {
      case: 'runs unit tests first whatever the order of the arguments',
      args: ['--selectProjects', 'integration', 'unit'],
      projects: ['unit', 'integration'],
      rest: [],
    },
    {
      case: 'reads the option joined to its value',
      args: ['--selectProjects=unit', 'persons'],
      projects: ['unit'],
      rest: ['persons'],
    },
  ])('$case', ({ args, projects, rest }) => {
    expect(readTestArguments(args)).toEqual({ projects, rest });
  });

  it.each([
    { args: ['--selectProjects'], found: 'nothing' },
    { args: ['--selectProjects', 'e2e'], found: 'e2e' },
  ])('refuses $args', ({ args, found }) => {
    expect(() => readTestArguments(args)).toThrow(
      `Expected unit or integration or mutations or cluster after --selectProjects, found ${found}`,
    );
  });
});
