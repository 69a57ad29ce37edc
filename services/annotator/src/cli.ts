#!/usr/bin/env node
import process from 'node:process';
import { runCli } from '@gazette/runtime';
import { annotateCommand, annotateHelp } from './adapters/annotate-command.ts';
import { issuesCommand, issuesHelp } from './adapters/issues-check-command.ts';
import { reannotateCommand, reannotateHelp } from './adapters/reannotate-command.ts';

await runCli({
  annotate: { help: annotateHelp, run: (args) => annotateCommand(args, process.stdin, process.stdout) },
  issues: {
    help: issuesHelp,
    run: (args) => issuesCommand(args, process.stdout, process.env['GAZETTE_KNOWLEDGE']),
  },
  reannotate: { help: reannotateHelp, run: reannotateCommand },
});
