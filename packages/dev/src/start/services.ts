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

/** A service as a process of its own, run from its build. */
export interface Service {
  readonly name: string;
  /** Its HTTP address, with `/live`, `/ready` and `/metrics`; the same after a restart. */
  readonly url: string;
  readonly pid: () => number;
  /** Whether the path answers 2xx now. */
  readonly answers: (path: '/live' | '/ready') => Promise<boolean>;
  /** Settles when the path answers 2xx. Throws with the service's last lines when it ends instead. */
  readonly waitUntil: (path: '/live' | '/ready') => Promise<void>;
  /** What it wrote since its (last) start, by line; at most the last 1,000. */
  readonly lines: () => readonly string[];
  /** Says how the process of the (last) start ended. */
  readonly ended: () => Promise<string>;
  /** SIGTERM, and SIGKILL after 30 s; says how it ended. */
  readonly stop: () => Promise<string>;
  /** SIGKILL, SIGSTOP, SIGCONT, … to the process; does not wait. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Starts it again, after its end, with the same port and environment and changes to it; settles as the first start did. */
  readonly restart: (changes?: Readonly<Record<string, string>>) => Promise<void>;
}

/** How to watch a service. */
export interface ServiceOptions {
  /** What to wait for before the start counts as done: `/ready` unless said otherwise; null does not wait. */
  readonly until?: '/live' | '/ready' | null;
  /** Hears every line that it writes. */
  readonly onLine?: (line: string) => void;
  /** A file that takes every line. */
  readonly logPath?: string;
  /** Options of Node.js before the program, such as `--import` and a module; absent: none. */
  readonly nodeArgs?: readonly string[];
}

/** Longer than a service gives itself to drain, in milliseconds. */
const GRACE_MS = 30_000;
const LINES_KEPT = 1_000;

/**
 * Starts a service of this project from its build (`npm run build`). `GAZETTE_PORT` is a free one unless given. Nothing of our own
 * environment reaches it but `PATH` and `HOME`.
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

/** Starts a Node program that answers on `url`, as a service. */
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
