import { openSearchFields, readEnv, serviceFields, toServiceConfig, type Env } from '@gazette/runtime';

/** Reads the search service's environment; see the table in its README. */
export function readConfig(env: Env) {
  const values = readEnv(env, { ...serviceFields, ...openSearchFields });
  return { ...toServiceConfig(values), prefix: values.GAZETTE_PREFIX, opensearch: values.GAZETTE_OPENSEARCH };
}
