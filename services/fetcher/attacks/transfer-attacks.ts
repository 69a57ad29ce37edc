import { drip, flood, head } from './hostile-host.ts';
import { SHORT_MS, timeout, tooLarge, type Attack } from './resource-attack.ts';

/** Responses that never end or arrive too slowly. */
export const transferAttacks: readonly Attack[] = [
  {
    attack: 'a length beyond the limit',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK', { 'content-length': '2000000000' }), Buffer.alloc(65_536, 'x')),
  },
  {
    attack: 'an endless body',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK'), Buffer.alloc(65_536, 'x')),
  },
  {
    attack: 'endless chunks',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK', { 'transfer-encoding': 'chunked' }), `10000\r\n${'x'.repeat(65_536)}\r\n`),
  },
  {
    attack: 'chunks of one byte',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK', { 'transfer-encoding': 'chunked' }), '1\r\nx\r\n'.repeat(10_000)),
  },
  {
    attack: 'chunks of one byte with long extensions',
    kind: 'page',
    outcome: /./,
    answer: flood(head('200 OK', { 'transfer-encoding': 'chunked' }), `1;${'e'.repeat(60_000)}\r\nx\r\n`),
  },
  {
    attack: 'an endless chunk extension',
    kind: 'page',
    outcome: /./,
    answer: flood(`${head('200 OK', { 'transfer-encoding': 'chunked' })}1;`, 'e'.repeat(65_536)),
  },
  {
    attack: 'endless trailers',
    kind: 'page',
    outcome: /./,
    answer: flood(`${head('200 OK', { 'transfer-encoding': 'chunked' })}0\r\n`, `x: ${'y'.repeat(1000)}\r\n`),
  },
  {
    attack: 'endless headers',
    kind: 'page',
    outcome: tooLarge,
    answer: flood('HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(1000)}\r\n`),
  },
  {
    attack: 'one endless header',
    kind: 'page',
    outcome: tooLarge,
    answer: flood('HTTP/1.1 200 OK\r\nx: ', 'y'.repeat(65_536)),
  },
  {
    attack: 'empty lines instead of a response',
    kind: 'page',
    outcome: /./,
    answer: flood('', '\r\n'.repeat(30_000)),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'endless early hints',
    kind: 'page',
    outcome: /./,
    answer: flood('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'.repeat(1000)),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'an unrequested second response',
    kind: 'page',
    outcome: /./,
    answer: flood(
      `${head('200 OK', { 'content-length': '1' })}x`,
      `${head('200 OK', { 'content-length': '65536' })}${'x'.repeat(65_536)}`,
    ),
  },
  {
    attack: 'an endless error page',
    kind: 'page',
    outcome: /HTTP 500/,
    answer: flood(head('500 Oops'), Buffer.alloc(65_536, 'x')),
  },
  {
    attack: 'no response at all',
    kind: 'page',
    outcome: timeout,
    answer: () => undefined,
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'headers that drip',
    kind: 'page',
    outcome: timeout,
    answer: drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n'),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'a body that drips',
    kind: 'page',
    outcome: timeout,
    answer: drip(head('200 OK'), 'x'),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'a body that stops',
    kind: 'page',
    outcome: timeout,
    answer: (socket) => socket.write(`${head('200 OK', { 'content-length': '50' })}x`),
    timeoutMs: SHORT_MS,
  },
];
