import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseKeyFile, producerOf } from '../../push/api-keys.ts';
import { keysCommand } from './keys-command.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazette-keys-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(...args: string[]) {
  let out = '';
  let failed = '';
  const code = await keysCommand(args, {
    out: (text) => (out += text),
    fail: (text) => (failed += text),
  });
  return { code, out, failed };
}

describe('keys', () => {
  it('creates keys that the file accepts but does not contain', async () => {
    const file = join(folder, 'keys');
    const { key } = JSON.parse((await run('new', 'reuters', '--file', file, '--json')).out) as {
      key: string;
    };
    await run('new', 'afp', '--file', file);

    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(key);
    expect(producerOf(parseKeyFile(text), key)).toBe('reuters');
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await run('list', '--file', file)).out).toMatch(
      /^reuters {2}[0-9a-f]{12}…\nafp {2}[0-9a-f]{12}…\n$/,
    );
  });

  it('explains where to add the entry when no file is given', async () => {
    expect((await run('new', 'reuters')).out).toMatch(
      /^reuters's key, shown only once: [\w-]{43}\nEntry to add to GAZETTE_API_KEYS_FILE or .*: reuters:sha256:[0-9a-f]{64}\n$/,
    );
  });

  it.each([[[]], [['new']], [['list']], [['old', 'reuters']]])(
    'prints its usage for the arguments %j',
    async (args) => {
      expect(await run(...args)).toMatchObject({
        code: 2,
        failed: expect.stringContaining('expected new PRODUCER'),
      });
    },
  );
});
