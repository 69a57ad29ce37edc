#!/usr/bin/env node
import { searchCommand, searchHelp } from './adapters/search-command.ts';

const [name = '--help', ...args] = process.argv.slice(2);

if (
  name === '--help' ||
  name === '-h' ||
  (name === 'search' && (args.includes('--help') || args.includes('-h')))
) {
  process.stdout.write(searchHelp);
} else if (name === 'search') {
  process.exitCode = await searchCommand(args, {
    env: process.env,
    out: (text) => process.stdout.write(text),
    fail: (text) => process.stderr.write(text),
  });
} else {
  process.stderr.write(`unknown command ${name}\n\n${searchHelp}`);
  process.exitCode = 2;
}
