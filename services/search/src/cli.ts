#!/usr/bin/env node
import { runCli } from '@gazette/runtime';
import { searchCommand, searchHelp } from './adapters/search-command.ts';

await runCli({
  search: {
    help: searchHelp,
    run: (args) =>
      searchCommand(args, {
        env: process.env,
        out: (text) => process.stdout.write(text),
        fail: (text) => process.stderr.write(text),
      }),
  },
});
