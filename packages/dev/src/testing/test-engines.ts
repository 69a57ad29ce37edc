import type { TestEngineOptions, TestEngines } from './containers.ts';
import { engineNames, type EngineName } from '../install/artifacts.ts';
import { startEngines } from '../engines/engines.ts';

export type { TestEngineOptions, TestEngines };

/** The variables that name running engines, to tests and to services. */
export const addressVariables = {
  kafka: 'GAZETTE_KAFKA',
  registry: 'GAZETTE_REGISTRY',
  opensearch: 'GAZETTE_OPENSEARCH',
} as const satisfies Readonly<Record<EngineName, string>>;

/**
 * Finds engines for tests: those that the environment names, else containers where a Docker engine answers, else the launcher's.
 * `npm test` calls it once and passes the addresses on in the environment.
 */
export async function testEngines(options: TestEngineOptions = {}): Promise<TestEngines> {
  const named = fromEnvironment(process.env, options.only ?? engineNames);
  if (named) return named;
  // Loaded only here: it is large, and everything else in this package goes without.
  const { startContainers } = await import('./containers.ts');
  return (await startContainers(options)) ?? (await startEngines(options));
}

/** The engines that the environment names, or undefined where it names none. Throws when it names only some of those needed. */
export function fromEnvironment(
  env: NodeJS.ProcessEnv,
  needed: readonly EngineName[],
): TestEngines | undefined {
  const missing = needed.filter((name) => !env[addressVariables[name]]).map((name) => addressVariables[name]);
  if (missing.length === needed.length) return undefined;
  if (missing.length > 0) {
    const given = needed
      .map((name) => addressVariables[name])
      .filter((variable) => !missing.includes(variable));
    throw new Error(`${given.join(', ')} set and ${missing.join(', ')} not: expected all of them or none`);
  }
  const address = (name: EngineName) => (needed.includes(name) ? (env[addressVariables[name]] ?? '') : '');
  return {
    kafka: address('kafka'),
    registry: address('registry'),
    opensearch: address('opensearch'),
    stop: () => Promise.resolve(),
  };
}
