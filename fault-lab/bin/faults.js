import { build, installIfNeeded } from '../../packages/dev/bin/prepare.js';

try {
  await installIfNeeded();
  await build();
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('../src/main.ts');
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
