import { describe, expect, it } from '@jest/globals';
import { fillEnv, missingVariables } from './environment.ts';

const state = {
  owner: { pid: 1, start: '1' },
  kafka: '127.0.0.1:19092',
  registry: 'http://127.0.0.1:18081/apis/ccompat/v7',
  opensearch: 'http://127.0.0.1:19200',
  prefix: '',
  push: 'http://127.0.0.1:18080',
  apiKey: 'a-key-of-npm-start',
  search: 'http://127.0.0.1:18090',
  services: {},
  newsroom: 'http://127.0.0.1:18070',
  dataDir: '/data',
  logs: '/data/logs',
};

describe('fillEnv', () => {
  it.each([
    { case: 'takes a variable that is not set from npm start', env: {}, expected: state.push },
    { case: 'takes an empty variable from npm start', env: { GAZETTE_PUSH_URL: '' }, expected: state.push },
    {
      case: 'keeps a variable that is set',
      env: { GAZETTE_PUSH_URL: 'https://push.example' },
      expected: 'https://push.example',
    },
  ])('$case', ({ env, expected }) => {
    expect(fillEnv(env, state)['GAZETTE_PUSH_URL']).toBe(expected);
  });

  it('keeps the rest of the environment', () => {
    expect(fillEnv({ PATH: '/bin' }, state)).toMatchObject({ PATH: '/bin', GAZETTE_API_KEY: state.apiKey });
  });

  it('only drops empty variables when npm start is not running', () => {
    expect(fillEnv({ PATH: '/bin', GAZETTE_KNOWLEDGE: '' }, undefined)).toEqual({ PATH: '/bin' });
  });
});

describe('missingVariables', () => {
  it.each([
    { case: 'reports nothing when no variable is needed', needs: [], env: {}, expected: null },
    { case: 'reports nothing when all variables are set', needs: ['A'], env: { A: '1' }, expected: null },
    {
      case: 'names one missing variable',
      needs: ['A', 'B'],
      env: { A: '1', B: '' },
      expected: 'B is not set and Gazette is not running here: run npm start',
    },
    {
      case: 'names several missing variables',
      needs: ['A', 'B'],
      env: {},
      expected: 'A, B are not set and Gazette is not running here: run npm start',
    },
  ])('$case', ({ needs, env, expected }) => {
    expect(missingVariables(needs, env)).toBe(expected);
  });
});
