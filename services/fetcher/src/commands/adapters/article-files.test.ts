import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listArticleFiles, readArticleFile } from './article-files.ts';
import type { FoundArticle } from './found-article.ts';

let folder: string;

const files = {
  'talks.txt': 'Talks in Paris\n\nMinisters met.\n',
  'one.json': '{\n  "title": "One",\n  "body": "Text"\n}',
  'two.json': '[{"title": "A", "body": "Text"}, {"title": "B", "body": "Text"}]',
  'broken.json': '{\n  "title": \n',
  'lines.ndjson': '{"title":"A","body":"Text"}\n\n{"title":\n{"title":"C","body":"Text"}',
  'table.csv': 'Title;Body;Section\n"A; B";"They ""met"".\nTwice.";World\nshort;row\nC;Text;\n',
  'headless.csv': 'Headline,Text\nA,b\n',
  'page.html':
    '<html><head><title>Harbour opens</title></head><body><article><h1>Harbour opens</h1><p>The harbour master said on Monday that ships would be let in again, and that the fees would stay as they are.</p><p>Two ships waited outside for the morning tide, and a third was expected on the next day.</p></article></body></html>',
  'latin.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x61]),
  'deep/er/b.jsonl': '',
  'deep/a.txt': '',
  'deep/notes.md': '',
  'deep/.git/c.json': '',
  'none/picture.png': '',
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'article-files-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
});

afterAll(() => rm(folder, { recursive: true }));

describe('listArticleFiles', () => {
  it('lists named files, and the article files of a folder sorted by name', async () => {
    const found = await listArticleFiles([join(folder, 'deep/notes.md'), join(folder, 'deep'), '-']);

    expect(found.map(({ name }) => name.replace(folder, ''))).toEqual([
      '/deep/notes.md',
      '/deep/a.txt',
      '/deep/er/b.jsonl',
      '-',
    ]);
  });

  it.each([
    { path: 'nowhere', problem: 'expected a file or a folder, found nothing at' },
    { path: 'none', problem: 'expected .txt, .html, .json, .ndjson, .jsonl, .csv or .tsv files in' },
  ])('refuses $path', async ({ path, problem }) => {
    await expect(listArticleFiles([join(folder, path)])).rejects.toThrow(problem);
  });
});

describe('readArticleFile', () => {
  it.each([
    {
      case: 'text',
      name: 'talks.txt',
      given: {},
      expected: [{ content: { json: '{"title":"Talks in Paris","body":"Ministers met."}' } }],
    },
    {
      case: 'text with a given title',
      name: 'talks.txt',
      given: { title: 'Paris' },
      expected: [{ content: { json: '{"body":"Talks in Paris\\n\\nMinisters met.","title":"Paris"}' } }],
    },
    {
      case: 'one JSON object with a given source',
      name: 'one.json',
      given: { source: 'Ex' },
      expected: [{ content: { json: '{"title":"One","body":"Text","source":"Ex"}' } }],
    },
    {
      case: 'the articles of an array',
      name: 'two.json',
      given: {},
      expected: [
        { article: 1, content: { json: '{"title":"A","body":"Text"}' } },
        { article: 2, content: { json: '{"title":"B","body":"Text"}' } },
      ],
    },
    {
      case: 'the lines of NDJSON and keeps a broken one unchanged',
      name: 'lines.ndjson',
      given: { source: 'Ex' },
      expected: [
        { line: 1, content: { json: '{"title":"A","body":"Text","source":"Ex"}' } },
        { line: 3, content: { json: '{"title":' } },
        { line: 4, content: { json: '{"title":"C","body":"Text","source":"Ex"}' } },
      ],
    },
    {
      case: 'the rows of CSV and reports one of the wrong length',
      name: 'table.csv',
      given: { source: 'Ex' },
      expected: [
        { line: 2, content: { json: '{"title":"A; B","body":"They \\"met\\".\\nTwice.","source":"Ex"}' } },
        { line: 4, content: { error: 'expected 3 fields as in the header, found 2' } },
        { line: 5, content: { json: '{"title":"C","body":"Text","source":"Ex"}' } },
      ],
    },
    {
      case: 'CSV without the required columns as an error',
      name: 'headless.csv',
      given: {},
      expected: [
        {
          content: {
            error: 'expected a column for title (--column title=NAME), found Headline, Text',
          },
        },
      ],
    },
    {
      case: 'text that is not UTF-8 as an error',
      name: 'latin.txt',
      given: {},
      expected: [{ content: { error: 'expected UTF-8, found other bytes at offset 3' } }],
    },
  ])('reads $case', async ({ name, given, expected }) => {
    const path = join(folder, name);

    expect(await all({ name, path }, '', given)).toEqual(
      expected.map((article) => ({ file: name, ...article })),
    );
  });

  it('extracts the article of a page', async () => {
    const [found] = await all({ name: 'page.html', path: join(folder, 'page.html') });

    expect(found?.content).toEqual({
      json: expect.stringMatching(/^{"title":"Harbour opens","body":"The harbour master .*tide/),
    });
  });

  it('reports where JSON is broken', async () => {
    const [found] = await all({ name: 'broken.json', path: join(folder, 'broken.json') });

    expect(found).toMatchObject({ content: { error: expect.stringContaining('expected JSON: ') } });
  });

  it.each([
    {
      case: 'NDJSON',
      text: '{"title":"A","body":"Text"}\n',
      expected: { line: 1, content: { json: '{"title":"A","body":"Text"}' } },
    },
    { case: 'text', text: 'A\nText', expected: { content: { json: '{"title":"A","body":"Text"}' } } },
    {
      case: 'text without a title',
      text: 'A sentence.\nText',
      expected: { content: { error: expect.stringContaining('expected a title: --title') } },
    },
  ])('detects $case on standard input', async ({ text, expected }) => {
    expect(await all({ name: '-', path: null }, text)).toMatchObject([expected]);
  });
});

async function all(
  file: Parameters<typeof readArticleFile>[0],
  stdin = '',
  given = {},
): Promise<readonly FoundArticle[]> {
  const found = [];
  const options = {
    stdin: Readable.from([Buffer.from(stdin)]),
    given,
    columns: {},
    now: Date.UTC(2026, 0, 1),
  };
  for await (const article of readArticleFile(file, options)) found.push(article);
  return found;
}
