import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createProgress, UsageError } from '@gazette/runtime';
import { readPushConfig } from '../../config.ts';
import type { PushAnswer } from '../../push/push-answers.ts';
import { listArticleFiles } from './article-files.ts';
import type { FoundArticle, GivenFields } from './found-article.ts';
import { createPush, type Push } from './push-client.ts';
import { openProgress } from './push-progress.ts';
import { requests } from './push-requests.ts';

/** What `gazette push --help` prints. */
export const pushHelp = `Usage: push FILE|FOLDER|-… [options]

  .txt             one article; the first line is the title when it has at most 150 characters and does not
                   end with a full stop; otherwise the title comes from the file name: washington-talks.txt
                   becomes "Washington talks"
  .json            one article {title, body, publishedAt?, url?, externalId?, source?, byline?, language?, modifiedAt?}
                   or an array of them
  .ndjson, .jsonl  one article per line
  .csv, .tsv       one article per row; the header names the fields; other columns are skipped
  .html            a saved page; its article is extracted
  FOLDER           all such files in it and its subfolders, by name
  - and others     the format is detected from the content

  --title TEXT, --url URL, --external-id ID      for one article
  --published-at DATE, --source NAME, --byline TEXT, --language TAG
                   for all articles; options override the files. DATE is 2025-02-27 or 2025-02-27T09:30:00Z
  --column FIELD=NAME
                   for CSV: the column of a field whose name does not match; may be repeated
  --resume FILE    stores the progress in FILE and continues an interrupted push from there
  --json           one JSON object for one article, NDJSON for several

Prints "accepted ID revision N" once every in-sync replica has the article, and "unchanged ID revision N"
for an article already known with this content. Sends to GAZETTE_PUSH_URL with GAZETTE_API_KEY. Exits with 1
if any article was refused; the others are still accepted.
`;

/** Environment and streams of the command. */
export interface PushContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly out: (text: string) => void;
  readonly fail: (text: string) => void;
}

/** The `push` command. Resolves to the exit code. */
export async function pushCommand(args: readonly string[], context: PushContext): Promise<number> {
  const { paths, given, columns, resume, onlyOne, json } = readOptions(args);
  if (paths.length === 0) {
    context.fail(`push: expected files, folders or - for standard input, found none\n\n${pushHelp}`);
    return 2;
  }
  const { url, apiKey } = readPushConfig(context.env);
  const files = await listArticleFiles(paths);
  if (resume !== null && files.some(({ path }) => path === null))
    throw new UsageError('--resume requires files, found standard input');
  const done = resume === null ? null : await openProgress(resume);
  const progress = process.stdout.isTTY ? null : createProgress('Pushed', process.stderr);
  const say = (line: string) => {
    context.fail(`${process.stderr.isTTY ? '\r\u001B[K' : ''}push: ${line}\n`);
  };
  const push = createPush({ url, apiKey, say });
  const counts = { accepted: 0, unchanged: 0, refused: 0 };
  const before = { done: 0, refused: 0 };
  let several = false;

  const reading = { stdin: context.stdin, given, columns, now: Date.now() };
  for await (const { articles, atEnd, total } of requests(files, reading, done, before)) {
    if (total === 0) throw new Error(`expected articles in ${paths.join(', ')}, found none`);
    several ||= articles.length > 1 || !atEnd;
    if (several && onlyOne.length > 0)
      throw new UsageError(
        `${onlyOne.join(', ')} can be used with one article only, found several; nothing was sent`,
      );
    for (const { found, answer } of await pushFound(articles, push)) {
      counts[outcomeOf(answer)] += 1;
      if (json) context.out(`${JSON.stringify({ ...placeOf(found), ...answer })}\n`);
      else if ('id' in answer) context.out(`${toLine(answer)}${several ? `  ${placeText(found)}` : ''}\n`);
      if ('errors' in answer) for (const line of toErrorLines(found, answer)) say(line);
      done?.add(found.file, { done: 1, refused: 'errors' in answer ? 1 : 0 });
    }
    await done?.save();
    if (several) progress?.show(before.done + counts.accepted + counts.unchanged + counts.refused, total);
  }
  if (several) {
    // When stderr is not a terminal, the summary below is enough.
    if (process.stderr.isTTY) progress?.end();
    const { accepted, unchanged, refused } = counts;
    say(`${accepted} accepted, ${unchanged} unchanged, ${refused} refused`);
  }
  if (before.done > 0)
    say(`${before.done} were already answered, ${before.refused} of them refused; they were not resent`);
  return counts.refused + before.refused > 0 ? 1 : 0;
}

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      title: text,
      url: text,
      'external-id': text,
      'published-at': text,
      source: text,
      byline: text,
      language: text,
      column: { type: 'string', multiple: true },
      resume: text,
      json: { type: 'boolean' },
    },
  });
  const fields = {
    title: values.title,
    url: values.url,
    externalId: values['external-id'],
    publishedAt: values['published-at'],
    source: values.source,
    byline: values.byline,
    language: values.language,
  };
  const given: GivenFields = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const onlyOne = (['title', 'url', 'external-id'] as const)
    .filter((name) => values[name] !== undefined)
    .map((name) => `--${name}`);
  return {
    paths: positionals,
    given,
    columns: Object.fromEntries((values.column ?? []).map(readColumn)),
    resume: values.resume ?? null,
    onlyOne,
    json: values.json ?? false,
  };
}

function readColumn(option: string): readonly [string, string] {
  const [, field, name] = /^(\w+)=(.+)$/.exec(option) ?? [];
  if (field === undefined || name === undefined)
    throw new UsageError(`--column: expected FIELD=NAME, found ${option}`);
  return [field, name];
}

async function pushFound(
  articles: readonly FoundArticle[],
  push: Push,
): Promise<readonly { readonly found: FoundArticle; readonly answer: PushAnswer }[]> {
  const answers = await push(articles.flatMap(({ content }) => ('json' in content ? [content.json] : [])));
  const next = answers.values();
  return articles.map((found) => ({
    found,
    answer:
      'error' in found.content
        ? { status: 422, errors: [{ detail: found.content.error }] }
        : (next.next().value as PushAnswer),
  }));
}

function outcomeOf(answer: PushAnswer): 'accepted' | 'unchanged' | 'refused' {
  if ('errors' in answer) return 'refused';
  return 'unchanged' in answer ? 'unchanged' : 'accepted';
}

function toLine(answer: Exclude<PushAnswer, { readonly status: number }>): string {
  return `${outcomeOf(answer)} ${answer.id} revision ${answer.revision}`;
}

function toErrorLines(found: FoundArticle, answer: PushAnswer): readonly string[] {
  if (!('errors' in answer)) return [];
  return answer.errors.map(
    ({ field, detail }) => `${placeText(found)}: ${field === undefined ? '' : `${field}: `}${detail}`,
  );
}

function placeText({ file, line, article }: FoundArticle): string {
  if (line !== undefined) return `${file}, line ${line}`;
  return article === undefined ? file : `${file}, article ${article}`;
}

function placeOf({ file, line, article }: FoundArticle) {
  return {
    file,
    ...(line === undefined ? {} : { line }),
    ...(article === undefined ? {} : { article }),
  };
}
