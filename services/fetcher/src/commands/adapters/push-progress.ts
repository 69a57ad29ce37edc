import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';

/** The answered part of a file. */
const fileSchema = z.object({
  /** Bytes and milliseconds since the epoch; a change of either restarts the file. */
  size: z.number(),
  modifiedAt: z.number(),
  /** Answered articles, counted from the start of the file. */
  done: z.number().int(),
  refused: z.number().int(),
});
const progressSchema = z.object({ files: z.record(z.string(), fileSchema) });
type FileProgress = Readonly<z.infer<typeof fileSchema>>;

/** The progress of a push, stored in a file so that an interrupted push can continue. */
export interface PushProgress {
  /** Articles at the start of a file that were already answered, and how many of them were refused. */
  readonly before: (path: string) => Promise<Pick<FileProgress, 'done' | 'refused'>>;
  /** Records that the next articles of a file were answered. */
  readonly add: (path: string, answered: { readonly done: number; readonly refused: number }) => void;
  /** Writes the progress to the file. */
  readonly save: () => Promise<void>;
}

/** Opens a progress file, which may not exist yet. Throws when the file is anything else. */
export async function openProgress(progressFile: string): Promise<PushProgress> {
  const files = new Map(Object.entries((await readProgress(progressFile)).files));
  return {
    before: async (path) => {
      const { size, mtimeMs } = await stat(path);
      const known = files.get(resolve(path));
      // A changed file is sent from the start: known articles are answered `unchanged`.
      if (known?.size === size && known.modifiedAt === mtimeMs) return known;
      files.set(resolve(path), { size, modifiedAt: mtimeMs, done: 0, refused: 0 });
      return { done: 0, refused: 0 };
    },
    add: (path, { done, refused }) => {
      const known = files.get(resolve(path));
      if (!known) throw new Error(`add(${path}) was called without before().`);
      files.set(resolve(path), { ...known, done: known.done + done, refused: known.refused + refused });
    },
    save: async () => {
      // Written to a second file and renamed, so a crash leaves either the old or the new state.
      const beside = `${progressFile}.${process.pid}`;
      await writeFile(beside, `${JSON.stringify({ files: Object.fromEntries(files) }, null, 2)}\n`);
      await rename(beside, progressFile);
    },
  };
}

async function readProgress(path: string): Promise<z.infer<typeof progressSchema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return { files: {} };
    throw error;
  }
  try {
    return progressSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`expected ${path} to be a progress file of push or to be absent, found something else`, {
      cause,
    });
  }
}
