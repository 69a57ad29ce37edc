import { afterEach, expect, it, jest } from '@jest/globals';
import { main } from './main.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

it('prints how to repeat a run in which the laboratory itself failed', async () => {
  const lines: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
  const args = [
    '--minutes',
    '3',
    '--seed',
    '7',
    '--rate',
    '30',
    '--every',
    '11',
    '--cluster',
    '--kind',
    'broker-kill',
  ];

  const code = await main(args, () => Promise.reject(new Error('Kafka did not start.')));

  expect(code).toBe(1);
  expect(lines.join('\n').split('\n').slice(-2)).toEqual([
    'FAILED: not judged, Kafka did not start.',
    `To repeat: npm run test:faults -- ${args.join(' ')}`,
  ]);
});

it('rejects invalid options', async () => {
  await expect(main(['--minutes', 'none'])).rejects.toThrow('--minutes');
});
