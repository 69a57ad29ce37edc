import type { WholeDeadLetter } from '../api-types.ts';

const SHOWN_BYTES = 4096;

/** A hex dump with sixteen bytes per line: offset, hexadecimal, ASCII. */
export function bytesOf({ value, bytesIn, valueLength, id }: WholeDeadLetter): string {
  if (bytesIn === 'topic') {
    const command = `npx gazette dead-letters show ${id} --bytes FILE`;
    return `${valueLength ?? 0} bytes, too large for the index. Run: ${command}`;
  }
  if (value === null) return 'No value.';
  const all = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  const lines = [];
  for (let start = 0; start < Math.min(all.length, SHOWN_BYTES); start += 16) {
    const row = [...all.slice(start, start + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.padEnd(48)} ${text}`);
  }
  if (all.length > SHOWN_BYTES) lines.push(`… ${all.length - SHOWN_BYTES} more bytes`);
  return all.length === 0 ? 'Empty.' : lines.join('\n');
}
