import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findIssues } from '../issues/issues.ts';
import type { Knowledge } from '../knowledge.ts';
import { analyse } from '../text.ts';
import { loadKnowledge, watchKnowledge } from './knowledge.ts';

const shipped = fileURLToPath(new URL('../../data', import.meta.url));
const ISSUE = `topics: [{ id: trade, label: Trade, cap: '1800' }]
issues:
  - id: PLACEHOLDER
    label: Tariffs
    parent: trade
    include: { 5: [tariff(s)] }
    examples: { match: [Tariffs rise.] }
`;
const DIRECTORY = `persons:
  - { id: ada-example, name: Ada Example }
`;

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'knowledge-'));
  await cp(join(shipped, 'person-tagger'), join(dir, 'person-tagger'), { recursive: true });
  await write('directory.yaml', DIRECTORY);
  await write('issues.yaml', ISSUE.replace('PLACEHOLDER', 'old'));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** As operators and volume mounts do it: the new file takes the old one's place in one step. */
async function write(file: string, content: string): Promise<void> {
  await writeFile(join(dir, `${file}.new`), content);
  await rename(join(dir, `${file}.new`), join(dir, file));
}

function issueIn(knowledge: Knowledge): string | undefined {
  return findIssues(analyse({ title: '', body: 'Tariffs rise.' }), knowledge.issues, null)[0]?.id;
}

describe('loadKnowledge', () => {
  it('reads the shipped knowledge of at least 60 issues and 200 persons', async () => {
    const { issues, directory, hash } = await loadKnowledge(shipped);

    expect(issues.profiles.length).toBeGreaterThanOrEqual(60);
    expect(directory.entries.length).toBeGreaterThanOrEqual(200);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('gives equal files the same hash and different files another', async () => {
    const first = await loadKnowledge(dir);
    const again = await loadKnowledge(dir);
    await write('directory.yaml', DIRECTORY.replace('Ada', 'Ida'));
    const changed = await loadKnowledge(dir);

    expect(again.hash).toBe(first.hash);
    expect(changed.hash).not.toBe(first.hash);
  });

  it('reports every problem of every file at once', async () => {
    await write(
      'issues.yaml',
      ISSUE.replace('PLACEHOLDER', 'Not An Id').replace('parent: trade', 'parent: nowhere'),
    );
    await write('directory.yaml', DIRECTORY.replace('}', ', links: { wikidata: 42x } }'));

    await expect(loadKnowledge(dir)).rejects.toMatchObject({
      name: 'KnowledgeError',
      message: expect.stringMatching(
        /directory\.yaml:2: persons\[0\]\.links\.wikidata: [^]*issues\.yaml:3: issues\[0\]\.id: /,
      ),
    });
  });

  it('names a file that is missing', async () => {
    await rm(join(dir, 'directory.yaml'));

    await expect(loadKnowledge(dir)).rejects.toThrow('directory.yaml: expected a readable file');
  });

  it('names a tagger model that is cut off', async () => {
    const model = await readFile(join(dir, 'person-tagger/model.bin'));
    await writeFile(join(dir, 'person-tagger/model.bin'), model.subarray(0, 4));

    await expect(loadKnowledge(dir)).rejects.toThrow('person-tagger/model.bin');
  });
});

describe('watchKnowledge', () => {
  it('reloads a valid change, keeps the old knowledge when a file is broken, and recovers', async () => {
    const first = await loadKnowledge(dir);
    const seen = events();
    const watch = watchKnowledge(dir, seen.push, seen.push, { hash: first.hash, intervalMs: 5 });

    await write('issues.yaml', ISSUE.replace('PLACEHOLDER', 'new'));
    const changed = await seen.next();
    await write('issues.yaml', 'issues: [');
    const broken = await seen.next();
    await write('issues.yaml', ISSUE.replace('PLACEHOLDER', 'newest'));
    const recovered = await seen.next();
    await watch.stop();

    expect(issueIn(first)).toBe('old');
    expect(changed instanceof Error ? changed : issueIn(changed)).toBe('new');
    expect(broken).toMatchObject({
      name: 'KnowledgeError',
      message: expect.stringContaining('issues.yaml:1'),
    });
    expect(recovered instanceof Error ? recovered : issueIn(recovered)).toBe('newest');
    expect(seen.rest()).toEqual([]);
  });
});

/** A queue whose reader waits for the next entry. */
function events() {
  const queue: (Knowledge | Error)[] = [];
  const waiting: ((event: Knowledge | Error) => void)[] = [];
  return {
    push: (event: Knowledge | Error) => {
      const reader = waiting.shift();
      if (reader) reader(event);
      else queue.push(event);
    },
    next: () =>
      new Promise<Knowledge | Error>((resolve) => {
        const event = queue.shift();
        if (event) resolve(event);
        else waiting.push(resolve);
      }),
    rest: () => queue,
  };
}
