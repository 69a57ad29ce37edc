import { randomBytes } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseKeyFile, toKeyEntry } from '../../push/api-keys.ts';

/** What `gazette keys --help` prints. */
export const keysHelp = `Usage: keys new PRODUCER [--file FILE]
       keys list --file FILE

  new            prints a new key once, and its entry for the file named by GAZETTE_API_KEYS_FILE or for
                 GAZETTE_API_KEYS. A producer may have several keys; to revoke one, delete its line
  list           prints each producer and the start of its key's hash
  --file FILE    adds the entry to this file; a running fetcher accepts the key within five seconds
  --json         one JSON object; for list, NDJSON
`;

/** The command's output streams. */
interface KeysContext {
  readonly out: (text: string) => void;
  readonly fail: (text: string) => void;
}

/** The `keys` command. Resolves to the exit code. */
export async function keysCommand(args: readonly string[], { out, fail }: KeysContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { file: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [action, producer, ...more] = positionals;
  const json = values.json ?? false;
  if (action === 'new' && producer !== undefined && more.length === 0)
    out(await makeKey(producer, values.file, json));
  else if (action === 'list' && producer === undefined && values.file !== undefined)
    out(await listKeys(values.file, json));
  else {
    fail(`keys: expected new PRODUCER, or list --file FILE\n\n${keysHelp}`);
    return 2;
  }
  return 0;
}

async function makeKey(producer: string, file: string | undefined, json: boolean): Promise<string> {
  const key = randomBytes(32).toString('base64url');
  const entry = toKeyEntry(producer, key);
  // A new file is readable by its owner only.
  if (file !== undefined) await appendFile(file, `${entry}\n`, { mode: 0o600 });
  if (json) return `${JSON.stringify({ producer, key, entry })}\n`;
  const entryLabel =
    file === undefined
      ? 'Entry to add to GAZETTE_API_KEYS_FILE or GAZETTE_API_KEYS'
      : `Entry added to ${file}`;
  return `${producer}'s key, shown only once: ${key}\n${entryLabel}: ${entry}\n`;
}

async function listKeys(file: string, json: boolean): Promise<string> {
  const keys = parseKeyFile(await readFile(file, 'utf8'));
  const shown = keys.map(({ producer, digest }) => ({ producer, hash: digest.toString('hex').slice(0, 12) }));
  return shown.map((key) => (json ? `${JSON.stringify(key)}\n` : `${key.producer}  ${key.hash}…\n`)).join('');
}
