import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openProgress } from './push-progress.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazette-progress-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('openProgress', () => {
  it('remembers the progress of a file until the file changes', async () => {
    const [articles, file] = [join(folder, 'a.ndjson'), join(folder, 'progress.json')];
    await writeFile(articles, '{}\n{}\n{}\n');
    const first = await openProgress(file);
    expect(await first.before(articles)).toMatchObject({ done: 0, refused: 0 });
    first.add(articles, { done: 2, refused: 1 });
    await first.save();

    expect(await (await openProgress(file)).before(articles)).toMatchObject({ done: 2, refused: 1 });
    await writeFile(articles, '{}\n');
    expect(await (await openProgress(file)).before(articles)).toMatchObject({ done: 0, refused: 0 });
  });

  it('does not overwrite another kind of file', async () => {
    const file = join(folder, 'articles.json');
    await writeFile(file, '[{"title":"A"}]');

    await expect(openProgress(file)).rejects.toThrow('to be a progress file of push or to be absent');
  });
});
