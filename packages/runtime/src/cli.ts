import process from 'node:process';

/** One command of a service's command line. */
export interface Command {
  /** Usage and options, in plain text; the first line is `Usage: …`. */
  readonly help: string;
  /** Resolves to the exit code. A rejection prints one line and exits with 2 (wrong usage) or 1. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Wrong usage of a command; its message states what was expected and what was found. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs the command named first in `argv`. An unknown command lists all commands and exits with 2. */
export async function runCli(
  commands: Readonly<Record<string, Command>>,
  argv = process.argv.slice(2),
): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader (`head`, a pager) closed the pipe.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.exitCode = await dispatch(commands, argv);
}

async function dispatch(
  commands: Readonly<Record<string, Command>>,
  [name = '--help', ...args]: readonly string[],
): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    if (name === '--help' || name === '-h') {
      process.stdout.write(overview(commands));
      return 0;
    }
    process.stderr.write(`Unknown command ${name}.\n${overview(commands)}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${command.help.trimEnd()}\n`);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return isUsage(error) ? 2 : 1;
  }
}

/** Lists the usage lines of every command. */
function overview(commands: Readonly<Record<string, Command>>): string {
  const list = Object.values(commands).flatMap(({ help }) => usageOf(help));
  return `Commands:\n${list.map((line) => `  ${line}\n`).join('')}\nRun COMMAND --help for details.\n`;
}

/** The first line of a help text and the lines indented below it, without `Usage: gazette`. */
function usageOf(help: string): readonly string[] {
  const [first = '', ...rest] = help.split('\n');
  const end = rest.findIndex((line) => !line.startsWith(USAGE_INDENT));
  const more = end === -1 ? rest : rest.slice(0, end);
  return [first, ...more].map((line) => line.replace(/^(Usage:)? +(gazette )?/, ''));
}

const USAGE_INDENT = ' '.repeat('Usage: '.length);

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || isParseArgsError(error);
}

/** Codes of `util.parseArgs` (Node.js, "Errors"). */
function isParseArgsError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Progress of a long command, on standard error. */
export interface Progress {
  readonly show: (done: number | bigint, total: number | bigint | null) => void;
  readonly end: () => void;
}

const EVERY_MS = 200;
const EVERY_MS_IN_LOGS = 5000;
const BAR = 24;

/** A progress bar on a terminal; otherwise one line every five seconds. */
export function createProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  let shownAt = 0;
  let last = '';
  return {
    show: (done, total) => {
      const now = Date.now();
      last =
        total === null
          ? `${label} ${done}`
          : `${label} ${bar(Number(done), Number(total))} ${done} of ${total}`;
      if (now - shownAt < (stream.isTTY ? EVERY_MS : EVERY_MS_IN_LOGS)) return;
      shownAt = now;
      stream.write(stream.isTTY ? `\r\u001B[K${last}` : `${last}\n`);
    },
    end: () => {
      if (last !== '') stream.write(stream.isTTY ? `\r\u001B[K${last}\n` : `${last}\n`);
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.round((BAR * Math.min(done, total)) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}
