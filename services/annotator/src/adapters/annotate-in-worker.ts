import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Resource } from '@gazette/runtime';
import { MessageError, SetupError, type AnnotatedArticle, type RawArticle } from '@gazette/schemas';

/** Annotates in a worker thread, one article at a time. */
export interface WorkerAnnotator extends Resource {
  /** Rejects as `annotate` throws. An error that ends the thread is thrown to the article that caused it. */
  readonly annotate: (article: RawArticle) => Promise<AnnotatedArticle>;
}

/** The worker's `workerData`. */
export interface WorkerSettings {
  readonly knowledge: string;
  readonly logLevel: string;
}

/** The worker's messages: `ready` once, then one reply per article. */
export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'annotated'; readonly article: AnnotatedArticle }
  | { readonly kind: 'failed'; readonly errorClass: string; readonly reason: string };

/**
 * Longer bodies, in UTF-16 code units, are annotated in the worker. Nearly all news is shorter and takes
 * far less than 1 s.
 */
export const LARGE_BODY_UNITS = 32 * 1024;

const workerUrl = new URL(`./annotate-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * An article of 2 MB takes seconds to annotate; in the main thread it would delay every partition and the
 * heartbeats. The worker starts with the first such article, because it loads the knowledge once more, and
 * watches the files itself.
 */
export function annotateInWorker(settings: WorkerSettings): WorkerAnnotator {
  const stopping = new AbortController();
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function annotate(article: RawArticle): Promise<AnnotatedArticle> {
    stopping.signal.throwIfAborted();
    worker ??= await startWorker(settings);
    const running = worker;
    if (stopping.signal.aborted) await running.terminate();
    stopping.signal.throwIfAborted();
    running.postMessage(article);
    const reply = await nextReply(running, stopping.signal).catch((error: unknown) => {
      worker = undefined;
      throw error;
    });
    if (reply.kind === 'annotated') return reply.article;
    if (reply.kind === 'failed') throw new MessageError(reply.errorClass, reply.reason);
    throw new Error(`Expected an article from the worker, found ${reply.kind}.`);
  }

  return {
    annotate: (article) => {
      const result = last.then(() => annotate(article));
      last = result.catch(() => undefined);
      return result;
    },
    stop: async () => {
      stopping.abort(new Error('stopping'));
      await worker?.terminate();
    },
  };
}

async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const worker = new Worker(workerUrl, { workerData: settings });
  // The caller that awaits the reply gets the error.
  worker.on('error', () => undefined);
  try {
    await nextReply(worker);
  } catch (cause) {
    throw new SetupError(
      `The knowledge in ${settings.knowledge} cannot be read: ${String(cause)}`,
      'Fix the file it names.',
      { cause },
    );
  }
  return worker;
}

async function nextReply(worker: Worker, signal?: AbortSignal): Promise<WorkerReply> {
  const [reply] = (await once(worker, 'message', { signal })) as [WorkerReply];
  return reply;
}
