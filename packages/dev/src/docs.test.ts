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

  it.each(['docs/what-other-pipelines-lose.md', 'docs/fetching-pains.md'])(
    'name only test files that exist in %s',
    (path) => {
      const named = read(path).match(/(?<=`)[\w./-]+\.test\.ts(?=`)/g) ?? [];

      expect(named.filter((name) => !existsSync(join(projectRoot, name)))).toEqual([]);
      expect(named.length).toBeGreaterThan(10);
    },
  );

  it('number the decisions in one sequence, each listed once', () => {
    const records = readdirSync(join(projectRoot, 'docs/adr')).filter((name) => name !== 'README.md');

    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
    for (const name of records) expect(read('docs/adr/README.md').split(`(${name})`)).toHaveLength(2);
  });

  it.each(Object.entries(defaultPorts))('name the port of %s as it is', (_name, { variable, port }) => {
    expect(read('docs/running.md')).toContain(`:${port}`);
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

  it('sets every variable that the compose file uses', () => {
    const interpolated =
      JSON.stringify(parse(read('docker-compose.yml'))).match(/(?<=\$\{)GAZETTE_[A-Z_]+/g) ?? [];

    for (const variable of interpolated) expect(example).toContain(`${variable}=`);
    expect(interpolated).not.toEqual([]);
  });
});

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
