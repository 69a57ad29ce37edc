// Runs the TypeScript sources: `npm run engines -w packages/dev` needs no build.
import { register } from 'tsx/esm/api';

register();
const { runEngines } = await import('../src/engines/run-engines.ts');
try {
  await runEngines();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
