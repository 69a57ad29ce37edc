import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A sentence of a labelled document: words, and for each 0 (O), 1 (B-PER) or 2 (I-PER). */
export interface LabelledSentence {
  readonly tokens: readonly { readonly text: string }[];
  readonly labels: readonly number[];
}

/** A labelled document. */
export interface LabelledDocument {
  readonly id: string;
  readonly sentences: readonly LabelledSentence[];
}

/**
 * Reads all `.conll` and `.conll.gz` files of a folder, in the order of their names; [] if there is no
 * folder.
 */
export function readCorpora(folder: string): readonly (readonly LabelledDocument[])[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /\.conll(\.gz)?$/.test(name));
  return files.sort().map((name) => parseCorpus(readText(join(folder, name)), name));
}

/** Reads a text file and unpacks it if its name ends in `.gz`. */
export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

const LABELS: Readonly<Record<string, number>> = { O: 0, 'B-PER': 1, 'I-PER': 2 };

/**
 * Parses `token<TAB>label` lines; a blank line ends a sentence, `-DOCSTART- id` starts a document. A
 * document of tweets (more than 1,000 unrelated sentences) is split into a document per sentence. Throws an
 * Error that names file and line.
 */
export function parseCorpus(text: string, file: string): readonly LabelledDocument[] {
  const documents: { id: string; sentences: LabelledSentence[] }[] = [];
  let tokens: { text: string }[] = [];
  let labels: number[] = [];
  const endSentence = (): void => {
    if (tokens.length === 0) return;
    if (documents.length === 0) documents.push({ id: file, sentences: [] });
    documents.at(-1)?.sentences.push({ tokens, labels });
    tokens = [];
    labels = [];
  };
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') endSentence();
    else if (line.startsWith('-DOCSTART-')) {
      endSentence();
      documents.push({ id: line.slice(11), sentences: [] });
    } else {
      const [word, name] = line.split('\t');
      const label = LABELS[name?.trim() ?? ''];
      if (word === undefined || label === undefined)
        throw new Error(
          `${file}:${i + 1}: expected token<TAB>O, B-PER or I-PER, found ${JSON.stringify(line)}`,
        );
      tokens.push({ text: word });
      labels.push(label);
    }
  }
  endSentence();
  return documents.flatMap((document) =>
    document.sentences.length > 1000
      ? document.sentences.map((sentence) => ({ id: document.id, sentences: [sentence] }))
      : [document],
  );
}
