/** Milliseconds as seconds, for people. */
export function seconds(ms: number, decimals = 1): string {
  return `${(ms / 1000).toFixed(decimals)} s`;
}

/** The time of day (UTC) of milliseconds since the epoch, as the logs have it. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
