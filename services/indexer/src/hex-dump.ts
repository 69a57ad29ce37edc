const BYTES_A_LINE = 16;

/** Sixteen bytes to a line: offset, hexadecimal, ASCII with dots for what cannot be printed. */
export function hexDump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += BYTES_A_LINE) {
    const row = bytes.subarray(start, start + BYTES_A_LINE);
    const hex = row.toString('hex').replace(/..(?=.)/g, '$& ');
    const text = row.toString('latin1').replace(/[^ -~]/g, '.');
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.padEnd(3 * BYTES_A_LINE)} ${text}`);
  }
  return lines.join('\n');
}
