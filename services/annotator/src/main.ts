import { publisher, runService, subscriber } from '@gazette/runtime';
import { topics } from '@gazette/schemas';
import { annotateAside, LARGE } from './adapters/annotate-aside.ts';
import { liveKnowledge } from './adapters/live-knowledge.ts';
import { createAnnotate } from './annotate.ts';
import { readConfig } from './config.ts';

await runService('annotator', readConfig, async ({ config, health, logger, use }) => {
  const live = await use(liveKnowledge(config.knowledge, createAnnotate, logger));
  const aside = await use(annotateAside(config));
  const annotated = await use(publisher(config.kafka, topics.annotated, logger));

  await use(
    subscriber(config.kafka, topics.raw, {
      group: 'annotator',
      transform: (article) =>
        article.body.length > LARGE ? aside.annotate(article) : live.current()(article),
      deliver: annotated.publish,
      batch: { count: 100, bytes: 1024 * 1024 },
      health,
      logger,
    }),
  );
});
