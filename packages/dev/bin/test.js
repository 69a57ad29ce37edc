import { build, installIfNeeded } from './prepare.js';

try {
  await installIfNeeded();
  // The launcher runs from its sources, so that engines come up while the build is under way.
  const { register } = await import('tsx/esm/api');
  register();
  const { runTests } = await import('../src/testing/run-tests.ts');
  process.exit((await runTests(process.argv.slice(2), build)) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
