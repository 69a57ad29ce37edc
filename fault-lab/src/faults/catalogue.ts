import type { FaultKind } from './fault.ts';
import { networkFaults } from './network-faults.ts';
import { openSearchFaults } from './opensearch-faults.ts';
import { processFaults } from './process-faults.ts';

/** Every kind of fault that a laboratory can inject. */
export const catalogue: readonly FaultKind[] = [...processFaults, ...networkFaults, ...openSearchFaults];
