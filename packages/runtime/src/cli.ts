import process from 'node:process';

/** One command of a service's command line. */
export interface Command {
  /** Usage and options, in plain text; its first line says what the command does. */
  readonly help: string;
  /** Resolves to the exit code. A rejection is printed as one line; the exit code is 2 for wrong usage, otherwise 1. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Wrong usage of a command; states what was expected and what was found. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs `argv`'s first word as a command. `--help` prints its help; an unknown command lists all and exits with 2. */
export async function runCli(
  commands: Readonly<Record<string, Command>>,
  argv = process.argv.slice(2),
): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader (`head`, a pager) has left.
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
    const list = Object.entries(commands).map(
      ([known, { help }]) => `  ${known.padEnd(14)} ${help.split('\n')[0] ?? ''}`,
    );
    const wanted = name === '--help' || name === '-h';
    (wanted ? process.stdout : process.stderr).write(
      `${wanted ? '' : `Unknown command ${name}.\n`}Commands:\n${list.join('\n')}\n`,
    );
    return wanted ? 0 : 2;
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

/** A progress bar on a terminal; otherwise a line every five seconds. */
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
