import { runService } from '@gazette/runtime';
import { readHonorifics } from './adapters/honorifics.ts';
import { createInspect } from './adapters/inspecting.ts';
import { createOperators } from './adapters/redriving.ts';
import { createSearchApp } from './adapters/routes.ts';
import { createSearchEngine } from './adapters/search-engine.ts';
import { watchEngine } from './adapters/watch-engine.ts';
import { readConfig } from './config.ts';

await runService('search', readConfig, async ({ config, health, logger, use, serve }) => {
  const engine = await use(createSearchEngine(config.opensearch, config.prefix));
  await use(watchEngine(engine, health));
  const operators = await use(createOperators(engine, config.operators, logger));

  serve(
    createSearchApp({
      ask: engine.ask,
      honorifics: readHonorifics(),
      inspect: createInspect(config.registry),
      operators: operators.allowed,
      onFailure: (error) => {
        logger.error({ err: error }, 'request failed');
      },
    }),
  );
});
