/**
 * Settles with the reason when the command is asked to stop: Ctrl-C, SIGTERM, a closed terminal, or the end of the npm that runs it (npm
 * killed by force leaves its command running). From the first call on, these no longer end the process by themselves.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve(signal);
      });
    }
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) resolve('npm ended');
    }, 1_000);
    timer.unref();
  });
}
