import { randomInt } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { commandLineOf } from '@gazette/cli/installation/process-identity';

/** A different free loopback port for each name, below the range of ephemeral ports. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const held = new Map<number, Server>();
  while (held.size < names.length) {
    const port = randomInt(20_000, 32_000);
    const server = await listen(port);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map(close));
  const ports = [...held.keys()];
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Name, number>;
}

/** Throws a one-line error that names the port, the program that needs it and the process that uses it. */
export async function assertPortFree(port: number, what: string, remedy: string): Promise<void> {
  const server = await listen(port);
  if (server) {
    await close(server);
    return;
  }
  const owner = portOwner(port);
  throw new Error(
    `Port ${port}, wanted by ${what}, is in use by ${owner ?? 'a process that this user cannot see'}: stop it, or ${remedy}`,
  );
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve(server);
    });
  });
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

/** `process 123 (java -jar …)` */
function portOwner(port: number): string | undefined {
  const pid = ownerFromProc(port) ?? ownerFromLsof(port);
  if (pid === undefined) return undefined;
  const command = commandLineOf(pid);
  return command ? `process ${pid} (${shorten(command)})` : `process ${pid}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** proc(5): finds the inode of the listening socket (state 0A), then the process that has this inode open. */
function ownerFromProc(port: number): number | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((path) => (tryTo(() => readFileSync(path, 'utf8')) ?? '').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9] ?? ''}]`);
  if (inodes.length === 0) return undefined;
  const pids = (tryTo(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name));
  const owner = pids.find((pid) =>
    (tryTo(() => readdirSync(`/proc/${pid}/fd`)) ?? []).some((fd) =>
      inodes.includes(tryTo(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ''),
    ),
  );
  return owner === undefined ? undefined : Number(owner);
}

function ownerFromLsof(port: number): number | undefined {
  const args = ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'];
  const pids = tryTo(() =>
    execFileSync('lsof', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return Number(pids?.split('\n')[0]) || undefined;
}

function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
