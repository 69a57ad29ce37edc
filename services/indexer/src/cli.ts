#!/usr/bin/env node
import { runCli } from '@gazette/runtime';
import { deadLettersCommand, deadLettersHelp } from './adapters/dead-letters-command.ts';
import { purgeCommand, purgeHelp } from './purge/adapters/purge-command.ts';
import { reindexCommand, reindexHelp } from './adapters/reindex-command.ts';

await runCli({
  'dead-letters': { help: deadLettersHelp, run: deadLettersCommand },
  purge: { help: purgeHelp, run: purgeCommand },
  reindex: { help: reindexHelp, run: reindexCommand },
});
