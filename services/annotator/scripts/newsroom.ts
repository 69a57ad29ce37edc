import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bodies of the sample newsroom's articles, for benchmarks. */
export function newsroom(): readonly string[] {
  const dir = join(import.meta.dirname, '../../../packages/dev/newsroom/articles');
  const files = readdirSync(dir).filter((file) => file.endsWith('.md'));
  return files.map((file) =>
    readFileSync(join(dir, file), 'utf8')
      .replace(/^---\n[^]*?\n---\n/, '')
      .trim(),
  );
}
