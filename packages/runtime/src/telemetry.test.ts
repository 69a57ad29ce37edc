import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';

describe('createLogger', () => {
  it('logs the message, cause and stack of an error, but not the request that it holds', () => {
    const module = new URL('./telemetry.ts', import.meta.url).href;
    const script = `
      const { createLogger } = await import(${JSON.stringify(module)});
      const error = new Error('refused', { cause: new Error('disk full') });
      error.meta = { body: 'x'.repeat(100_000) };
      createLogger('test', 'info').warn({ err: error }, 'failed');
    `;
    const line = execFileSync(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );

    const { err } = JSON.parse(line) as { err: Record<string, unknown> };
    expect(Object.keys(err).sort()).toEqual(['message', 'stack', 'type']);
    expect(err['message']).toBe('refused: disk full');
  });
});
