import type { Child } from './dom.ts';

/** What a page is given: its id in the path, the address's query, and a way to open another address. */
export interface Visit {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly go: (address: string) => Promise<void>;
}

/** What a page shows; `spoken` is announced to screen readers instead of the title. */
export interface View {
  readonly title: string;
  readonly spoken?: string;
  readonly content: readonly Child[];
}
