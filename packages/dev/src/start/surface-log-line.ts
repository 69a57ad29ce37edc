/** pino's number for the lowest level shown in the terminal. */
const WARN = 40;

/**
 * What the terminal shows of a line of service output: warnings and errors in one short sentence, and lines
 * that are not log entries (a crash). Undefined for the rest, which is in the log file.
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
