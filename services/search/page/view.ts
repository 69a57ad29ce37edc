import type { Child } from './dom.ts';

/** The input of a page: the id from the path, the query of the address, and a way to navigate. */
export interface Visit {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly go: (address: string) => Promise<void>;
}

/** The content of a page; `spoken` is announced to screen readers instead of the title. */
export interface View {
  readonly title: string;
  readonly spoken?: string;
  readonly content: readonly Child[];
}
