import {
  createDeadLetterStore,
  deadLetterHeaders,
  runService,
  subscribe,
  subscriber,
} from '@gazette/runtime';
import { callOpenSearch } from '@gazette/runtime/opensearch';
import { deadLetteredTopics, deadLetterTopic, indexNames, stages, topics } from '@gazette/schemas';
import { createArticleIndex } from './adapters/article-index.ts';
import { countDeadLetters } from './adapters/count-dead-letters.ts';
import { createDeadLetterIndex } from './adapters/dead-letter-index.ts';
import { createOpenSearch } from './adapters/opensearch.ts';
import { startPersonsIndex } from './persons/adapters/persons-index.ts';
import { createStories } from './adapters/stories.ts';
import { readConfig } from './config.ts';
import { toDeadLetter } from './to-dead-letter.ts';
import { toDocument } from './to-document.ts';

/** Twelve partitions write at once: larger bulks are no faster, and after an outage they all time out. */
const BATCH = { count: 150, bytes: 2 * 1024 * 1024 };

await runService('indexer', readConfig, async ({ config, health, logger, use }) => {
  const { prefix } = config.kafka;
  const client = createOpenSearch(config.opensearch);
  const persons = await use(startPersonsIndex(client, { prefix, health, logger }));
  const articles = createArticleIndex(client, {
    prefix,
    stories: createStories(client, indexNames(prefix).articles),
    persons,
  });

  await use(
    subscriber(config.kafka, topics.annotated, {
      group: stages.indexer.group,
      prepare: articles.check,
      transform: toDocument,
      deliver: articles.upsert,
      batch: BATCH,
      health,
      logger,
    }),
  );
  await use(
    subscribe(
      config.kafka,
      {
        topics: deadLetteredTopics.map(deadLetterTopic),
        read: (message) => Promise.resolve(toDeadLetter(message, deadLetterHeaders)),
        tombstones: false,
        deadLetters: false,
      },
      {
        group: 'dead-letter-indexer',
        transform: (letter) => letter,
        deliver: createDeadLetterIndex(client, prefix),
        health,
        logger,
      },
    ),
  );
  await use(countDeadLetters(createDeadLetterStore(callOpenSearch(client), prefix), logger));
});
