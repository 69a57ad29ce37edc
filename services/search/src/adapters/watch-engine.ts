import { recheck, type Health, type Resource } from '@gazette/runtime';
import type { SearchEngine } from './search-engine.ts';

/** Keeps the service unready while OpenSearch cannot answer; rechecked every five seconds. */
export async function watchEngine(engine: SearchEngine, health: Health): Promise<Resource> {
  await check(engine, health);
  return recheck(() => check(engine, health), 'later');
}

async function check(engine: SearchEngine, health: Health): Promise<void> {
  const problem = await engine.problem();
  if (problem === null) health.unblock('opensearch');
  else health.block('opensearch', problem);
}
