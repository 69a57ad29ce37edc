import { createRegistry, inspectMessage } from '@gazette/schemas';
import type { Inspect } from '../operations/dead-letters.ts';

/** Decodes messages with the schemas of the registry at `url`; without one it reports how to set it. */
export function createInspect(url: string | null): Inspect {
  if (url === null) {
    const problem = 'Start the search service with GAZETTE_REGISTRY to see the value.';
    return () => Promise.resolve({ schema: null, value: null, field: null, problem });
  }
  const registry = createRegistry(url);
  return (value) => inspectMessage(registry, Buffer.from(value, 'base64'));
}
