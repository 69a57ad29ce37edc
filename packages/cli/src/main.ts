import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readState } from './installation/state.ts';
import { commands, overview, type Command } from './commands.ts';
import { fillEnv, whatIsMissing, type Env } from './environment.ts';

main(process.argv.slice(2));

function main([name = '--help', ...args]: readonly string[]): void {
  endQuietlyWithoutReader();
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview());
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    fail(2, `Unknown command ${name}.\n\n${overview().trimEnd()}`);
    return;
  }
  const env = fillEnv(process.env, readState());
  const asksForHelp = args.includes('--help') || args.includes('-h');
  const missing = asksForHelp ? null : whatIsMissing(command.needs, env);
  if (missing === null) run(command, [name, ...args], env);
  else fail(1, `${name}: ${missing}`);
}

/** Runs the owner's command line in the directory the user stands in, and ends as it ends. */
function run({ owner }: Command, args: readonly string[], env: Env): void {
  const cli = fileURLToPath(new URL(`../../../${owner}/dist/cli.js`, import.meta.url));
  if (!existsSync(cli)) {
    fail(1, `${owner} is not built: run npm start, or npm ci && npm run build`);
    return;
  }
  // Node 20 calls imports of JSON experimental; later ones do not.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    stdio: 'inherit',
    env,
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal has told the child already, and a second SIGINT can mean "at once" to it.
      if (signal !== 'SIGINT' || !hasTerminal()) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    fail(1, `${owner} cannot be run: ${error.message}`);
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}

function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

function fail(exitCode: number, line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = exitCode;
}

function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
