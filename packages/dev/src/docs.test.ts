import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { defaultPorts } from './engines/default-ports.ts';
import { projectRoot } from '@gazette/cli/installation/project';

const skipped = new Set(['node_modules', 'dist', '.git', '.turbo']);
const files = filesUnder('');
const documents = files.filter((path) => path.endsWith('.md') && !path.startsWith('packages/dev/newsroom/'));
const example = read('.env.example');

describe('the documents', () => {
  it.each(documents)('link from %s to files that exist', (path) => {
    const targets = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target.split('#')[0] ?? '')
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target));

    expect(targets.filter((target) => !existsSync(join(projectRoot, dirname(path), target)))).toEqual([]);
  });

  it('name tests that exist', () => {
    const text = read('docs/what-other-pipelines-lose.md').replace(/\s+/g, ' ');
    const numbered = [...text.matchAll(/ (\d+)\. \*\*/g)].map(([, number]) => Number(number));
    const named = testsNamedIn(text);

    expect(numbered).toEqual(Array.from({ length: 25 }, (_, place) => place + 1));
    expect(named.length).toBeGreaterThan(numbered.length);
    expect(named.filter(({ path, title }) => !read(path).includes(title))).toEqual([]);
  });

  it('name tests of the fetcher that exist', () => {
    const rows = read('docs/fetching-pains.md').split('\n');
    const named = rows
      .flatMap((row) => testsNamedIn(row.split(' | ').at(-1) ?? ''))
      .map(({ path, title }) => ({
        path: path.includes('/src/') ? path : `services/fetcher/src/${path}`,
        title,
      }));

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ path, title }) => !read(path).includes(title))).toEqual([]);
  });

  it('number the decisions in one sequence, each listed once', () => {
    const records = readdirSync(join(projectRoot, 'docs/adr')).filter((name) => name !== 'README.md');

    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, place) => place + 1));
    for (const name of records) expect(read('docs/adr/README.md').split(`(${name})`)).toHaveLength(2);
  });

  it.each(Object.entries(defaultPorts))('name the port of %s as it is', (_name, { variable, port }) => {
    expect(read('README.md')).toContain(`:${port}`);
    expect(example).toContain(`${variable}=${port}\n`);
  });
});

describe('.env.example', () => {
  const used = new Set(
    files
      .filter((path) => /\/src\/.*\.ts$/.test(path) && !/\.test\.ts$/.test(path))
      .flatMap((path) => read(path).match(/GAZETTE_[A-Z_]*[A-Z]/g) ?? []),
  );

  it('names every variable that the sources name, and no other', () => {
    const named = [...example.matchAll(/^(GAZETTE_[A-Z_]+)=/gm)].map(([, name]) => name);

    expect(named.toSorted()).toEqual([...used].toSorted());
  });

  it('can be read by docker compose: it sets whatever the compose file asks for', () => {
    const asked = JSON.stringify(parse(read('docker-compose.yml'))).match(/(?<=\$\{)GAZETTE_[A-Z_]+/g) ?? [];

    for (const variable of asked) expect(example).toContain(`${variable}=`);
    expect(asked).not.toEqual([]);
  });
});

/** Test files in backquotes, each with the titles in curly quotes that follow it. */
function testsNamedIn(text: string): readonly { readonly path: string; readonly title: string }[] {
  return text.split('`').flatMap((path, place, parts) => {
    if (!path.endsWith('.test.ts')) return [];
    const next = parts.findIndex((part, at) => at > place && part.endsWith('.test.ts'));
    const behind = parts.slice(place + 1, next < 0 ? undefined : next).join('`');
    return [...behind.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ path, title }));
  });
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(path);
    return [path];
  });
}

function read(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}
