import { describe, expect, it } from '@jest/globals';
import { fillEnv, whatIsMissing } from './environment.ts';

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
    { case: 'takes what is not set from npm start', env: {}, expected: state.push },
    { case: 'takes what is empty from npm start', env: { GAZETTE_PUSH_URL: '' }, expected: state.push },
    {
      case: 'keeps what is set',
      env: { GAZETTE_PUSH_URL: 'https://push.example' },
      expected: 'https://push.example',
    },
  ])('$case', ({ env, expected }) => {
    expect(fillEnv(env, state)['GAZETTE_PUSH_URL']).toBe(expected);
  });

  it('keeps the rest of the environment', () => {
    expect(fillEnv({ PATH: '/bin' }, state)).toMatchObject({ PATH: '/bin', GAZETTE_API_KEY: state.apiKey });
  });

  it('only leaves out what is empty where nothing runs', () => {
    expect(fillEnv({ PATH: '/bin', GAZETTE_KNOWLEDGE: '' }, undefined)).toEqual({ PATH: '/bin' });
  });
});

describe('whatIsMissing', () => {
  it.each([
    { case: 'nothing where nothing is needed', needs: [], env: {}, expected: null },
    { case: 'nothing where all is set', needs: ['A'], env: { A: '1' }, expected: null },
    {
      case: 'one variable',
      needs: ['A', 'B'],
      env: { A: '1', B: '' },
      expected: 'B is not set and Gazette is not running here: run npm start',
    },
    {
      case: 'several variables',
      needs: ['A', 'B'],
      env: {},
      expected: 'A, B are not set and Gazette is not running here: run npm start',
    },
  ])('names $case', ({ needs, env, expected }) => {
    expect(whatIsMissing(needs, env)).toBe(expected);
  });
});
