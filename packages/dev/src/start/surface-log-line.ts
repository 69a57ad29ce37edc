/** pino's number of the level that operators are told about. */
const WARN = 40;

/**
 * What the terminal shows of a service's log line: warnings and worse, as one short sentence, and what is no log line at all (a crash).
 * Undefined for the rest, which is in the log file.
 */
export function surfaceLogLine(service: string, line: string): string | undefined {
  const entry = parse(line);
  if (!entry) return line.trim() === '' ? undefined : `[${service}] ${line}`;
  if (entry.level < WARN) return undefined;
  const reason = entry.err?.message ?? entry.reason ?? entry.error ?? entry.detail;
  return `[${service}] ${entry.msg}${reason ? `: ${reason}` : ''}`;
}

interface Entry {
  readonly level: number;
  readonly msg: string;
  readonly reason?: string;
  readonly error?: string;
  readonly detail?: string;
  readonly err?: { readonly message?: string };
}

function parse(line: string): Entry | undefined {
  try {
    const value = JSON.parse(line) as Partial<Entry> | null;
    return typeof value?.level === 'number' ? { msg: '', ...value, level: value.level } : undefined;
  } catch {
    return undefined;
  }
}
