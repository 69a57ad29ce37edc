import { parentPort, workerData } from 'node:worker_threads';
import { createLogger } from '@gazette/runtime';
import { MessageError, type RawArticle } from '@gazette/schemas';
import { createAnnotate } from '../annotate.ts';
import type { WorkerReply, WorkerSettings } from './annotate-in-worker.ts';
import { liveKnowledge } from './live-knowledge.ts';

// The worker thread of `annotate-in-worker.ts`: receives articles and replies to each.
const { knowledge, logLevel } = workerData as WorkerSettings;
const live = await liveKnowledge(knowledge, createAnnotate, createLogger('annotator', logLevel));

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (article: RawArticle) => {
  try {
    reply({ kind: 'annotated', article: live.current()(article) });
  } catch (error) {
    const errorClass = error instanceof MessageError ? error.errorClass : 'transform-failed';
    reply({ kind: 'failed', errorClass, reason: error instanceof Error ? error.message : String(error) });
  }
});
reply({ kind: 'ready' });
