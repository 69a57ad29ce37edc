// Lets a test run a faulty service: `node --import …/mutate.js?file=…&from=…&to=…` replaces one piece of one
// module's source as it is loaded. A piece that does not occur exactly once stops the service.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

let change;

if (isMainThread && import.meta.url.includes('?')) {
  const { searchParams } = new URL(import.meta.url);
  const file = new URL(import.meta.url.split('?')[0]).href;
  register(file, { data: Object.fromEntries(searchParams) });
}

export function initialize(data) {
  change = data;
}

export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.endsWith(change.file)) return loaded;
  const source = String(loaded.source);
  const found = source.split(change.from).length - 1;
  if (found !== 1) throw new Error(`${url}: expected once, found ${found} times: ${change.from}`);
  return { ...loaded, source: source.replace(change.from, () => change.to) };
}
