import { publisher, runService, subscriber } from '@gazette/runtime';
import { stages, topics } from '@gazette/schemas';
import { annotateInWorker, LARGE_BODY_UNITS } from './adapters/annotate-in-worker.ts';
import { liveKnowledge } from './adapters/live-knowledge.ts';
import { createAnnotate } from './annotate.ts';
import { readConfig } from './config.ts';

await runService('annotator', readConfig, async ({ config, health, logger, use }) => {
  const live = await use(liveKnowledge(config.knowledge, createAnnotate, logger));
  const worker = await use(annotateInWorker(config));
  const annotated = await use(publisher(config.kafka, topics.annotated, logger));

  await use(
    subscriber(config.kafka, topics.raw, {
      group: stages.annotator.group,
      transform: (article) =>
        article.body.length > LARGE_BODY_UNITS ? worker.annotate(article) : live.current()(article),
      deliver: annotated.publish,
      batch: { count: 100, bytes: 1024 * 1024 },
      health,
      logger,
    }),
  );
});
