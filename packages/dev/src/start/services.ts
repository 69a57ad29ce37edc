import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from '../engines/engine.ts';
import { freePorts } from '../processes/ports.ts';
import { startChild, type Child } from '../processes/processes.ts';
import { projectRoot } from '@gazette/cli/installation/project';

/** The deployables of the pipeline. */
export const serviceNames = ['fetcher', 'annotator', 'indexer', 'search'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service that runs from its build in a separate process. */
export interface Service {
  readonly name: string;
  /** HTTP address of `/live`, `/ready` and `/metrics`; unchanged by a restart. */
  readonly url: string;
  readonly pid: () => number;
  /** True when the path answers 2xx now. */
  readonly answers: (path: '/live' | '/ready') => Promise<boolean>;
  /** Resolves once the path answers 2xx. Throws with the last log lines when the service exits first. */
  readonly waitUntil: (path: '/live' | '/ready') => Promise<void>;
  /** Output lines since the last start, at most the last 1,000. */
  readonly lines: () => readonly string[];
  /** How the current process ended: `exit code 1`, `signal SIGKILL`. */
  readonly ended: () => Promise<string>;
  /** Sends SIGTERM, then SIGKILL after 30 s; returns how the process ended. */
  readonly stop: () => Promise<string>;
  /** Sends a signal such as SIGKILL, SIGSTOP or SIGCONT without waiting. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits for the process to end, then starts it on the same port; `changes` override its environment. */
  readonly restart: (changes?: Readonly<Record<string, string>>) => Promise<void>;
}

/** How to start and observe a service. */
export interface ServiceOptions {
  /** The path that has to answer before the start completes; `/ready` by default, null does not wait. */
  readonly until?: '/live' | '/ready' | null;
  /** Called with each output line. */
  readonly onLine?: (line: string) => void;
  /** Each output line is appended to this file. */
  readonly logPath?: string;
  /** Node.js options such as `--import` and a module; none by default. */
  readonly nodeArgs?: readonly string[];
}

/** Longer than the time that a service takes to drain. */
const GRACE_MS = 30_000;
const LINES_KEPT = 1_000;

/**
 * Starts a service of this project from its build (`npm run build`), on a free port unless `GAZETTE_PORT` is
 * given. Of this process's environment it inherits only `PATH` and `HOME`.
 */
export async function startService(
  name: ServiceName,
  env: Readonly<Record<string, string>>,
  options: ServiceOptions = {},
): Promise<Service> {
  const port = Number(env['GAZETTE_PORT'] ?? (await freePorts(['port'])).port);
  const main = join(projectRoot, 'services', name, 'dist/main.js');
  return startNode(name, [main], `http://127.0.0.1:${port}`, { ...env, GAZETTE_PORT: String(port) }, options);
}

/** Starts a Node.js program that answers on `url` and treats it as a service. */
export async function startNode(
  name: string,
  args: readonly string[],
  url: string,
  env: Readonly<Record<string, string>>,
  options: ServiceOptions = {},
): Promise<Service> {
  const until = options.until === undefined ? '/ready' : options.until;
  let given = env;
  let lines: string[] = [];
  let child = await start();

  async function start(): Promise<Child> {
    lines = [];
    const { PATH, HOME } = process.env;
    const command = {
      file: process.execPath,
      args: ['--enable-source-maps', ...(options.nodeArgs ?? []), ...args],
      env: { PATH, HOME, ...given },
      cwd: projectRoot,
    };
    const started = await startChild(command, ['ignore', 'pipe', 'pipe']);
    takeLines(started, options, (line) => {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
    });
    return started;
  }

  async function waitUntil(path: '/live' | '/ready'): Promise<void> {
    while (!(await answers(url + path))) {
      if (child.hasEnded()) {
        throw new Error(
          `${name} ended (${await child.ended}) before ${path} answered:\n${lines.slice(-10).join('\n')}`,
        );
      }
      await sleep(50);
    }
  }

  async function stop(): Promise<string> {
    await child.stop(GRACE_MS);
    return child.ended;
  }

  if (until) {
    await waitUntil(until).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  }
  return {
    name,
    url,
    pid: () => child.pid,
    answers: (path) => answers(url + path),
    waitUntil,
    lines: () => lines,
    ended: () => child.ended,
    stop,
    kill: (signal) => {
      child.signal(signal);
    },
    restart: async (changes = {}) => {
      await child.ended;
      given = { ...given, ...changes };
      child = await start();
      if (until) await waitUntil(until);
    },
  };
}

function takeLines(child: Child, { logPath, onLine }: ServiceOptions, keep: (line: string) => void): void {
  if (logPath) mkdirSync(dirname(logPath), { recursive: true });
  const file = logPath ? createWriteStream(logPath, { flags: 'a' }) : undefined;
  void child.ended.then(() => file?.end());
  for (const stream of [child.process.stdout, child.process.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      keep(line);
      if (file?.writable) file.write(`${line}\n`);
      onLine?.(line);
    });
  }
}
