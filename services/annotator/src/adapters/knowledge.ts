import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { issuesFile } from '../issues/definitions.ts';
import { createIssueMatcher } from '../issues/matcher.ts';
import { parsePersonModel } from '../persons/tagger/model.ts';
import { createPersonTagger, type PersonTagger } from '../persons/tagger/tagger.ts';
import { createDirectory } from '../names/directory.ts';
import { directoryEntries, directoryFile } from '../names/directory-file.ts';
import type { Knowledge } from '../knowledge.ts';
import { type FileProblem, parseYamlFile } from './yaml-file.ts';

/** The files of a knowledge directory, in the order in which they are hashed. */
const FILES = {
  model: 'person-tagger/model.bin',
  lexicon: 'person-tagger/lexicon.yaml',
  directory: 'directory.yaml',
  issues: 'issues.yaml',
} as const;

/**
 * By default, V8 collects the old generation at four times its live size. Most of it is knowledge, which
 * never becomes garbage, so less room is enough. V8 reads this at each collection.
 */
const HEAP_GROWTH_PERCENT = 50;

/**
 * Reads and checks the knowledge files of a directory. Rejects with a KnowledgeError that names every
 * problem of every file. The hash is the first 16 hexadecimal digits of SHA-256 over the files' lengths and
 * bytes. From then on, the process collects garbage sooner.
 */
export async function loadKnowledge(dir: string): Promise<Knowledge> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  return parseKnowledge(dir, await readFiles(dir), null).knowledge;
}

/** All problems of the knowledge files; the message has one line per problem. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly problems: readonly FileProblem[];

  constructor(dir: string, problems: readonly FileProblem[]) {
    super(`The knowledge in ${dir} is invalid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Options of the watcher. */
export interface KnowledgeWatch {
  /** The hash of the knowledge that the caller has; files with the same hash are not reported. */
  readonly hash?: string;
  /** How often the files are checked; a change is read once it is unchanged for this long. Default 1 s. */
  readonly intervalMs?: number;
}

/**
 * Calls `onChange` with the new knowledge when files of the directory have changed, or `onError` once if
 * the change is invalid. It polls sizes and times, because bind mounts, network file systems and Kubernetes
 * volumes do not deliver file events. Once `stop` has resolved, neither function is called.
 */
export function watchKnowledge(
  dir: string,
  onChange: (knowledge: Knowledge) => void,
  onError: (error: Error) => void,
  { hash, intervalMs = 1000 }: KnowledgeWatch = {},
): { readonly stop: () => Promise<void> } {
  const ended = new AbortController();
  const running = watch({ dir, onChange, onError, intervalMs, ended: ended.signal }, hash ?? null);
  return {
    stop: async () => {
      ended.abort();
      await running;
    },
  };
}

interface Watch {
  readonly dir: string;
  readonly onChange: (knowledge: Knowledge) => void;
  readonly onError: (error: Error) => void;
  readonly intervalMs: number;
  readonly ended: AbortSignal;
}

async function watch(
  { dir, onChange, onError, intervalMs, ended }: Watch,
  hash: string | null,
): Promise<void> {
  let known = hash;
  let loaded: Loaded | null = null;
  let taken = '';
  let before = '';
  for (;;) {
    const now = await stateOf(dir);
    // A file that is still being written looks different the next time.
    if (now === before && now !== taken) {
      taken = now;
      try {
        const files = await readFiles(dir);
        if (files.hash !== known) loaded = parseKnowledge(dir, files, loaded);
        if (ended.aborted) return;
        if (files.hash !== known && loaded) onChange(loaded.knowledge);
        known = files.hash;
      } catch (error) {
        if (ended.aborted) return;
        onError(error instanceof Error ? error : new Error(String(error), { cause: error }));
      }
    }
    before = now;
    if (!(await pause(intervalMs, ended))) return;
  }
}

async function stateOf(dir: string): Promise<string> {
  const states = await Promise.all(
    Object.values(FILES).map((file) =>
      stat(join(dir, file)).then(
        ({ size, mtimeMs, ino }) => `${size} ${mtimeMs} ${ino}`,
        (error: unknown) => String(error),
      ),
    ),
  );
  return states.join('\n');
}

/** Resolves to false if the watch ends meanwhile. */
async function pause(ms: number, ended: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: ended, ref: false });
    return true;
  } catch {
    return false;
  }
}

interface Files {
  readonly bytes: Readonly<Record<keyof typeof FILES, Buffer>>;
  readonly hash: string;
}

async function readFiles(dir: string): Promise<Files> {
  const problems: FileProblem[] = [];
  const hash = createHash('sha256');
  const bytes = new Map<string, Buffer>();
  for (const [key, file] of Object.entries(FILES)) {
    try {
      const content = await readFile(join(dir, file));
      hash.update(`${content.length}:`).update(content);
      bytes.set(key, content);
    } catch (error) {
      problems.push(`${file}: expected a readable file, found ${messageOf(error)}`);
    }
  }
  const { model, lexicon, directory, issues } = Object.fromEntries(bytes);
  if (!model || !lexicon || !directory || !issues) throw new KnowledgeError(dir, problems);
  return { bytes: { model, lexicon, directory, issues }, hash: hash.digest('hex').slice(0, 16) };
}

interface Loaded {
  readonly files: Files;
  readonly knowledge: Knowledge;
}

/**
 * Reading the tagger's model takes longest, so the tagger of `before` is reused if its files are unchanged.
 */
function parseKnowledge(dir: string, files: Files, before: Loaded | null): Loaded {
  const { bytes, hash } = files;
  const directory = parseYamlFile(FILES.directory, bytes.directory.toString('utf8'), directoryFile);
  const issues = parseYamlFile(FILES.issues, bytes.issues.toString('utf8'), issuesFile);
  const tagger = readTagger(files, before);
  if (!directory.value || !issues.value || typeof tagger === 'string') {
    const problems = typeof tagger === 'string' ? [tagger] : [];
    throw new KnowledgeError(dir, [...directory.problems, ...issues.problems, ...problems]);
  }
  return {
    files,
    knowledge: {
      personTagger: tagger,
      directory: createDirectory(directoryEntries(directory.value)),
      issues: createIssueMatcher(issues.value.issues),
      hash,
    },
  };
}

function readTagger({ bytes }: Files, before: Loaded | null): PersonTagger | FileProblem {
  const old = before?.files.bytes;
  if (before && old?.model.equals(bytes.model) && old.lexicon.equals(bytes.lexicon))
    return before.knowledge.personTagger;
  try {
    return createPersonTagger(parsePersonModel(bytes.model, bytes.lexicon.toString('utf8')));
  } catch (error) {
    return `${FILES.model}, ${FILES.lexicon}: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
