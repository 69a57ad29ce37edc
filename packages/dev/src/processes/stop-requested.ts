import {
  commandLineOf,
  identityOf,
  isRunning,
  parentOf,
  type ProcessIdentity,
} from '@gazette/cli/installation/process-identity';

/** npm repeats a Ctrl-C of the terminal; only a second request after this time ends the process at once. */
const REPEAT_MS = 1_000;

/**
 * Resolves with the reason when a stop is requested: Ctrl-C, SIGTERM, a closed terminal, or the end of the
 * npm that runs this command (a killed npm leaves its command running). After the first call, signals no
 * longer end the process; a second request ends it at once, and the watchdog cleans up.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    let first = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        first ||= Date.now();
        if (Date.now() - first > REPEAT_MS) process.exit(1);
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

/** The npm that runs this command, usually with a shell in between. */
function npmAbove(): ProcessIdentity | undefined {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  const ancestors = [process.ppid, parentOf(process.ppid)];
  const npm = ancestors.find((pid) => pid !== undefined && /\bnpm\b/.test(commandLineOf(pid) ?? ''));
  return npm === undefined ? undefined : identityOf(npm);
}
