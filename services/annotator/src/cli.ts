#!/usr/bin/env node
import process from 'node:process';
import { runCli } from '@gazette/runtime';
import { annotateCommand, annotateHelp } from './adapters/annotate-command.ts';
import { reannotateCommand, reannotateHelp } from './adapters/reannotate-command.ts';

await runCli({
  annotate: { help: annotateHelp, run: (args) => annotateCommand(args, process.stdin, process.stdout) },
  reannotate: { help: reannotateHelp, run: reannotateCommand },
});
