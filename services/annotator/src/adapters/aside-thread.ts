import { parentPort, workerData } from 'node:worker_threads';
import { createLogger } from '@gazette/runtime';
import { MessageError, type RawArticle } from '@gazette/schemas';
import { createAnnotate } from '../annotate.ts';
import type { AsideAnswer, AsideData } from './annotate-aside.ts';
import { liveKnowledge } from './live-knowledge.ts';

// The thread of `annotate-aside.ts`: an article in, an answer out.
const { knowledge, logLevel } = workerData as AsideData;
const live = await liveKnowledge(knowledge, createAnnotate, createLogger('annotator', logLevel));

function answer(message: AsideAnswer): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (article: RawArticle) => {
  try {
    answer({ kind: 'annotated', article: live.current()(article) });
  } catch (error) {
    const errorClass = error instanceof MessageError ? error.errorClass : 'transform-failed';
    answer({ kind: 'failed', errorClass, reason: error instanceof Error ? error.message : String(error) });
  }
});
answer({ kind: 'ready' });
