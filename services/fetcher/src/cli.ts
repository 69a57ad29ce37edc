#!/usr/bin/env node
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runCli } from '@gazette/runtime';
import { extractCommand, extractHelp } from './commands/adapters/extract-command.ts';
import { feedsCommand, feedsHelp } from './commands/adapters/feeds-command.ts';
import { keysCommand, keysHelp } from './commands/adapters/keys-command.ts';
import { pushCommand, pushHelp } from './commands/adapters/push-command.ts';

const context = {
  env: process.env,
  stdin: process.stdin,
  out: (text: string) => void process.stdout.write(text),
  fail: (text: string) => void process.stderr.write(text),
};

await runCli({
  push: { help: pushHelp, run: (args) => pushCommand(args, context) },
  keys: { help: keysHelp, run: (args) => keysCommand(args, context) },
  feeds: { help: feedsHelp, run: (args) => feedsCommand(args, context) },
  extract: {
    help: extractHelp,
    run: (args) => {
      parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
      return extractCommand(process.stdin, process.stdout);
    },
  },
});
