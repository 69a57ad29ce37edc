import { build, installIfNeeded } from './prepare.js';

try {
  await installIfNeeded();
  // Runs from source, so that the engines can start during the build.
  const { register } = await import('tsx/esm/api');
  register();
  const { runTests } = await import('../src/testing/run-tests.ts');
  process.exit((await runTests(process.argv.slice(2), build)) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
