import { describe, expect, it } from '@jest/globals';
import { readTestArguments } from './test-arguments.ts';

describe('readTestArguments', () => {
  it.each([
    {
      case: 'runs both projects unless told otherwise',
      args: [],
      projects: ['unit', 'integration'],
      rest: [],
    },
    {
      case: 'hands patterns to jest',
      args: ['persons'],
      projects: ['unit', 'integration'],
      rest: ['persons'],
    },
    { case: 'selects one project', args: ['--selectProjects', 'unit'], projects: ['unit'], rest: [] },
    {
      case: 'takes a word that is no project for a pattern',
      args: ['--selectProjects', 'unit', 'persons'],
      projects: ['unit'],
      rest: ['persons'],
    },
    {
      case: 'keeps options on both sides',
      args: ['--bail', '--selectProjects', 'integration', '-t', 'ids'],
      projects: ['integration'],
      rest: ['--bail', '-t', 'ids'],
    },
    {
      case: 'runs the projects in their own order',
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
      `Expected unit or integration after --selectProjects, found ${found}`,
    );
  });
});
