import { build, installIfNeeded } from './prepare.js';

try {
  await installIfNeeded();
  await build();
  const { start } = await import('../dist/start.js');
  await start();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
