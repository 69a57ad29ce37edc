/** A change to a service's code at load time: the end of a module path and the replacement. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Options of Node.js that apply a mutation; none for null. */
export function mutated(mutation: Mutation | null): readonly string[] {
  if (mutation === null) return [];
  const hook = new URL('../../hooks/mutate.js', import.meta.url);
  hook.search = new URLSearchParams({ ...mutation }).toString();
  return ['--import', hook.href];
}
