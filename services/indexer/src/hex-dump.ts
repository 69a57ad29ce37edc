const BYTES_PER_LINE = 16;

/** Sixteen bytes per line: offset, hexadecimal, and ASCII with dots for unprintable bytes. */
export function hexDump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += BYTES_PER_LINE) {
    const row = bytes.subarray(start, start + BYTES_PER_LINE);
    const hex = row.toString('hex').replace(/..(?=.)/g, '$& ');
    const text = row.toString('latin1').replace(/[^ -~]/g, '.');
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.padEnd(3 * BYTES_PER_LINE)} ${text}`);
  }
  return lines.join('\n');
}
