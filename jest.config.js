const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2022',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
};
const integration = ['\\.integration\\.test\\.ts$', '/e2e/', '/fault-lab/'];

export default {
  // Real engines can be slow on a busy machine. Tests wait for conditions, so this only ends a test that
  // hangs.
  testTimeout: 180_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, ...integration],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['**/*.integration.test.ts', '<rootDir>/{e2e,fault-lab}/**/*.test.ts'],
    },
    {
      ...shared,
      displayName: 'mutations',
      testMatch: ['<rootDir>/fault-lab/**/*.mutations.ts'],
    },
    {
      ...shared,
      displayName: 'cluster',
      testMatch: ['<rootDir>/e2e/**/*.cluster.ts'],
    },
  ],
};
