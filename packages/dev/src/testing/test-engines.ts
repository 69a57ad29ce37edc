import type { TestEngineOptions, TestEngines } from './containers.ts';
import { engineNames, type EngineName } from '../install/artifacts.ts';
import { startEngines } from '../engines/engines.ts';

export type { TestEngineOptions, TestEngines };

/** The variables that hold the addresses of running engines, for tests and services. */
export const addressVariables = {
  kafka: 'GAZETTE_KAFKA',
  registry: 'GAZETTE_REGISTRY',
  opensearch: 'GAZETTE_OPENSEARCH',
} as const satisfies Readonly<Record<EngineName, string>>;

/**
 * Finds engines for tests: those named in the environment, otherwise containers if a Docker engine answers,
 * otherwise processes. `npm test` calls it once and passes on the addresses in the environment.
 */
export async function testEngines(options: TestEngineOptions = {}): Promise<TestEngines> {
  const named = fromEnvironment(process.env, options.only ?? engineNames);
  if (named) return named;
  // Imported on demand because testcontainers is large and nothing else needs it.
  const { startContainers } = await import('./containers.ts');
  return (await startContainers(options)) ?? (await startEngines(options));
}

/**
 * The engines named in the environment, or undefined without any. Throws when only some of those needed are
 * named.
 */
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
    throw new Error(
      `Expected all engine addresses or none: ${given.join(', ')} set, ${missing.join(', ')} missing`,
    );
  }
  const address = (name: EngineName) => (needed.includes(name) ? (env[addressVariables[name]] ?? '') : '');
  return {
    kafka: address('kafka'),
    registry: address('registry'),
    opensearch: address('opensearch'),
    stop: () => Promise.resolve(),
  };
}
