#!/usr/bin/env node
import { annotateCommand, annotateHelp } from './adapters/annotate-command.ts';

interface Command {
  readonly help: string;
  /** Resolves to the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  annotate: { help: annotateHelp, run: (args) => annotateCommand(args, process.stdin, process.stdout) },
};

process.exitCode = await main(process.argv.slice(2));

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const wanted = name === '--help' || name === '-h';
    const list = `Usage: COMMAND [options]\n\n${Object.values(COMMANDS)
      .map(({ help }) => help)
      .join('\n')}`;
    (wanted ? process.stdout : process.stderr).write(wanted ? list : `unknown command ${name}\n\n${list}`);
    return wanted ? 0 : 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}
