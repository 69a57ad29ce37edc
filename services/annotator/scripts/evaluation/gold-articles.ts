import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const excerpt = { field: z.enum(['title', 'body']).default('body'), text: z.string(), nth: z.number() };

const goldFile = z.object({
  article: z.string(),
  persons: z.array(z.object({ id: z.string(), mentions: z.array(z.object(excerpt)) })),
  issues: z.array(z.string()),
  dates: z.array(
    z.object({
      ...excerpt,
      value: z.string(),
      from: z.string().optional(),
      to: z.string().optional(),
    }),
  ),
  quotes: z.array(z.object({ ...excerpt, speaker: z.string().nullable() })),
});

/** The hand-made annotations of an article; `gold/README.md` has the rules. */
export type GoldAnnotations = z.output<typeof goldFile>;

/** A sample article and its hand-made annotations. */
export interface GoldArticle {
  readonly title: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly gold: GoldAnnotations;
}

/**
 * Reads the articles of `articlesDir` that have a gold file in `goldDir`. Throws an Error that names an
 * invalid file.
 */
export function readGoldArticles(articlesDir: string, goldDir: string): readonly GoldArticle[] {
  return readdirSync(goldDir)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const gold = goldFile.safeParse(JSON.parse(readFileSync(join(goldDir, file), 'utf8')));
      if (!gold.success) throw new Error(`${file}: ${z.prettifyError(gold.error)}`);
      const name = `${gold.data.article}.md`;
      return { ...readArticle(name, readFileSync(join(articlesDir, name), 'utf8')), gold: gold.data };
    });
}

/** Front matter of `key: value` lines between `---`, then the body. */
function readArticle(name: string, markdown: string): Omit<GoldArticle, 'gold'> {
  const [, head, body] = /^---\n(.*?)\n---\n(.*)$/su.exec(markdown) ?? [];
  if (head === undefined || body === undefined)
    throw new Error(`${name}: expected front matter between lines of "---"`);
  const fields = new Map(head.split('\n').map((line) => [keyOf(line), line.slice(keyOf(line).length + 2)]));
  const title = fields.get('title');
  const publishedAt = Date.parse(fields.get('publishedAt') ?? '');
  if (title === undefined || Number.isNaN(publishedAt))
    throw new Error(`${name}: expected a title and a publishedAt in the front matter`);
  return { title, body: body.trim(), publishedAt };
}

function keyOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}
