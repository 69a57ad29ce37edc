import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
import { statePathOfProject } from './project.ts';

/** Addresses and folders of a running `npm start`. */
export interface GazetteState {
  /** The process of `npm start`. */
  readonly owner: ProcessIdentity;
  /** `host:port` of the broker. */
  readonly kafka: string;
  /** URL of the registry's Confluent API. */
  readonly registry: string;
  readonly opensearch: string;
  /** Prefix of every topic, index and group name. */
  readonly prefix: string;
  /** URL of the fetcher's push API. */
  readonly push: string;
  /** API key of the push API, for `Authorization: Bearer …`. */
  readonly apiKey: string;
  /** URL of the search service: REST and the web page. */
  readonly search: string;
  /** URL of each service's health and metrics. */
  readonly services: Readonly<Record<string, string>>;
  /** URL of the sample newsroom. */
  readonly newsroom: string;
  readonly dataDir: string;
  /** Directory of the log files. */
  readonly logs: string;
}

/** The state of the `npm start` that runs in this checkout, or undefined without one. */
export function readState(): GazetteState | undefined {
  try {
    const state = JSON.parse(readFileSync(statePathOfProject(), 'utf8')) as GazetteState;
    return isRunning(state.owner) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the state for other commands of this user. Only this user may read it, because it holds a key. */
export function writeState(state: GazetteState): void {
  const path = statePathOfProject();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Removes the state when `npm start` ends. */
export function removeState(): void {
  rmSync(dirname(statePathOfProject()), { recursive: true, force: true });
}
