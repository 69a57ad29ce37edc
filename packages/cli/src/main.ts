import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readState } from './installation/state.ts';
import { commands, overview, type Command } from './commands.ts';
import { fillEnv, missingVariables, type Env } from './environment.ts';

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
  const wantsHelp = args.includes('--help') || args.includes('-h');
  const missing = wantsHelp ? null : missingVariables(command.needs, env);
  if (wantsHelp) process.stdout.write(`${command.summary}\n\n`);
  if (missing === null) run(command, [name, ...args], env);
  else fail(1, `${name}: ${missing}`);
}

/** Runs the owner's command line in the user's directory and exits with its exit code or signal. */
function run({ owner }: Command, args: readonly string[], env: Env): void {
  const cli = fileURLToPath(new URL(`../../../${owner}/dist/cli.js`, import.meta.url));
  if (!existsSync(cli)) {
    fail(1, `${owner} is not built: run npm start, or npm ci && npm run build`);
    return;
  }
  // Node 20 warns that JSON imports are experimental; later versions do not.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    stdio: 'inherit',
    env,
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) {
    process.on(signal, () => {
      // The terminal has already sent SIGINT to the child, which may stop at once on a second one.
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
