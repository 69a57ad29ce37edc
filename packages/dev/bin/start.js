import { build, installIfNeeded } from './prepare.js';

try {
  await installIfNeeded();
  await build();
  const { register } = await import('tsx/esm/api');
  register();
  const { start } = await import('../src/start/start.ts');
  await start();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
