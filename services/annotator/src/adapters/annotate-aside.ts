import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Resource } from '@gazette/runtime';
import { MessageError, SetupError, type AnnotatedArticle, type RawArticle } from '@gazette/schemas';

/** Annotates in a thread of its own, one article at a time. */
export interface Aside extends Resource {
  /** Throws as `annotate` does; an article that kills the thread is itself at fault. */
  readonly annotate: (article: RawArticle) => Promise<AnnotatedArticle>;
}

/** What the thread is started with. */
export interface AsideData {
  readonly knowledge: string;
  readonly logLevel: string;
}

/** What the thread answers: once `ready`, then one answer an article. */
export type AsideAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'annotated'; readonly article: AnnotatedArticle }
  | { readonly kind: 'failed'; readonly errorClass: string; readonly reason: string };

/** Bodies of more UTF-16 code units than this are annotated aside: longer than nearly all news, and well under a second of work. */
export const LARGE = 32 * 1024;

const entry = new URL(`./aside-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Starts the thread. An article of 2 MB takes seconds to annotate; in the main thread it would hold up every partition, and heartbeats
 * with them. The thread follows the knowledge files by itself.
 */
export async function annotateAside(data: AsideData): Promise<Aside> {
  const stopping = new AbortController();
  let thread: Worker | undefined = await startThread(data);
  let last: Promise<unknown> = Promise.resolve();

  async function annotate(article: RawArticle): Promise<AnnotatedArticle> {
    stopping.signal.throwIfAborted();
    thread ??= await startThread(data);
    const running = thread;
    running.postMessage(article);
    const answer = await nextAnswer(running, stopping.signal).catch((error: unknown) => {
      thread = undefined;
      throw error;
    });
    if (answer.kind === 'annotated') return answer.article;
    if (answer.kind === 'failed') throw new MessageError(answer.errorClass, answer.reason);
    throw new Error(`The thread answered ${answer.kind}, expected an article.`);
  }

  return {
    annotate: (article) => {
      const mine = last.then(() => annotate(article));
      last = mine.catch(() => undefined);
      return mine;
    },
    stop: async () => {
      stopping.abort(new Error('stopping'));
      await thread?.terminate();
    },
  };
}

async function startThread(data: AsideData): Promise<Worker> {
  const thread = new Worker(entry, { workerData: data });
  // The thread's end is seen by who waits for its answer.
  thread.on('error', () => undefined);
  try {
    await nextAnswer(thread);
  } catch (cause) {
    throw new SetupError(
      `The knowledge in ${data.knowledge} cannot be read: ${String(cause)}`,
      'Mend the file it names.',
      { cause },
    );
  }
  return thread;
}

async function nextAnswer(thread: Worker, signal?: AbortSignal): Promise<AsideAnswer> {
  const [answer] = (await once(thread, 'message', { signal })) as [AsideAnswer];
  return answer;
}
