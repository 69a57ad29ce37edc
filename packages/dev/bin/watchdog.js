// Cleans up after a command that ended, even by kill -9. The command holds the other end of standard input,
// so end of input means that it ended.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

// Services drain and Kafka closes its segments in a few seconds; a process that takes longer hangs.
const GRACE_MS = 15_000;
const groups = new Set();
const directories = new Set();
// A line is a verb and an argument: a process group for `add` and `drop`, a temporary directory for `remove`
// (clean it up later) and `keep`.
const change = {
  add: (value) => groups.add(Number(value)),
  drop: (value) => groups.delete(Number(value)),
  remove: (value) => directories.add(value),
  keep: (value) => directories.delete(value),
};

// The command handles Ctrl-C and hang-up; the watchdog ends after it.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, ...rest] = line.split(' ');
  change[verb]?.(rest.join(' '));
}

signalAll('SIGTERM');
const deadline = Date.now() + GRACE_MS;
while (groups.size > 0 && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  signalAll(0);
}
signalAll('SIGKILL');
for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });

function signalAll(signal) {
  for (const group of groups) {
    try {
      process.kill(-group, signal);
    } catch {
      groups.delete(group);
    }
  }
}
