import type { GazetteState } from './installation/state.ts';

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Adds the addresses of a running `npm start`; variables that are set win, and an empty value counts as not
 * set.
 */
export function fillEnv(env: Env, state: GazetteState | undefined): Env {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  if (!state) return set;
  return {
    GAZETTE_KAFKA: state.kafka,
    GAZETTE_REGISTRY: state.registry,
    GAZETTE_OPENSEARCH: state.opensearch,
    GAZETTE_PREFIX: state.prefix,
    GAZETTE_SINGLE_BROKER: 'true',
    GAZETTE_PUSH_URL: state.push,
    GAZETTE_API_KEY: state.apiKey,
    GAZETTE_SEARCH_URL: state.search,
    ...set,
  };
}

/** A one-line error that names the missing variables, or null when all are set. */
export function missingVariables(needs: readonly string[], env: Env): string | null {
  const missing = needs.filter((name) => (env[name] ?? '') === '');
  if (missing.length === 0) return null;
  const verb = missing.length === 1 ? 'is' : 'are';
  return `${missing.join(', ')} ${verb} not set and Gazette is not running here: run npm start`;
}
