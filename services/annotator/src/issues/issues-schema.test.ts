import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { issuesJsonSchema } from './definitions.ts';

const dataFile = (name: string) => readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');

describe('data/issues.schema.json', () => {
  it('is generated from the definitions that the service checks', () => {
    expect(JSON.parse(dataFile('issues.schema.json'))).toEqual(issuesJsonSchema());
  });
});

describe('data/issues.yaml', () => {
  const file = parse(dataFile('issues.yaml')) as {
    topics: { id: string; cap: string }[];
    issues: { id: string; parent: string }[];
  };

  it('has issues under each of the 21 major topics of the Comparative Agendas Project', () => {
    const parents = new Set(file.issues.map((issue) => issue.parent));

    expect(file.topics).toHaveLength(21);
    expect(file.topics.filter((topic) => !parents.has(topic.id))).toEqual([]);
  });

  it.each([
    'ukraine-war',
    'nato',
    'tariffs',
    'chagos-islands',
    'defence-spending',
    'monarchy',
    'artificial-intelligence',
  ])('keeps the id %s, which others rely on', (id) => {
    expect(file.issues.map((issue) => issue.id)).toContain(id);
  });
});
