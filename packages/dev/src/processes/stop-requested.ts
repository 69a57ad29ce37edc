import {
  commandLineOf,
  identityOf,
  isRunning,
  parentOf,
  type ProcessIdentity,
} from '@gazette/cli/installation/process-identity';

/** A second request that comes this much later, in milliseconds, is an impatient one. npm passes on a Ctrl-C that the terminal sent too. */
const IMPATIENT_MS = 1_000;

/**
 * Settles with the reason when the command is asked to stop: Ctrl-C, SIGTERM, a closed terminal, or the end of the npm that runs it (npm
 * killed by force leaves its command running). From the first call on, these no longer end the process by themselves; a second request
 * ends it at once, and the watchdog does the rest.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    let first = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        first ||= Date.now();
        if (Date.now() - first > IMPATIENT_MS) process.exit(1);
        resolve(signal === 'SIGINT' ? 'Ctrl-C' : signal);
      });
    }
    const npm = npmAbove();
    if (!npm) return;
    const timer = setInterval(() => {
      if (!isRunning(npm)) resolve('npm ended');
    }, 1_000);
    timer.unref();
  });
}

/** The npm that runs this command, mostly with a shell in between. */
function npmAbove(): ProcessIdentity | undefined {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  const ancestors = [process.ppid, parentOf(process.ppid)];
  const npm = ancestors.find((pid) => pid !== undefined && /\bnpm\b/.test(commandLineOf(pid) ?? ''));
  return npm === undefined ? undefined : identityOf(npm);
}
