import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { isPublicAddress } from './address-guard.ts';

/** A server that answers raw bytes by path, so that tests can break every rule of HTTP. */
const answers: Record<string, (socket: Socket) => void> = {};
let server: Server;
let port: number;
let client: HttpClient;
/** A client with short timeouts, for servers that do not answer. */
let hasty: HttpClient;
let requests: string[] = [];

function reply(status: string, headers: Record<string, string> = {}, body: Buffer | string = '') {
  return (socket: Socket) => {
    const bytes = Buffer.from(body);
    const lines = Object.entries({ 'content-length': String(bytes.length), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.write(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.end(bytes);
  };
}

function unended(write: (socket: Socket) => void) {
  return (socket: Socket) => {
    write(socket);
  };
}

beforeAll(async () => {
  server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      const request = data.toString('latin1');
      requests.push(request);
      const path = /^GET (\S+)/.exec(request)?.[1] ?? '';
      (answers[path] ?? reply('404 Not Found'))(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  const options = {
    userAgent: 'GazetteBot/1.0',
    allowHosts: [`127.0.0.1:${port}`],
    maxBytes: 100_000,
    maxHeaderBytes: 8_192,
  };
  client = createHttpClient(options);
  hasty = createHttpClient({ ...options, firstByteTimeoutMs: 500, totalTimeoutMs: 1_500 });
});

afterAll(async () => {
  await Promise.all([client.close(), hasty.close()]);
  await new Promise((resolve) => server.close(resolve));
});

afterEach(() => {
  requests = [];
});

function at(path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}

describe('the address guard', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.255.255.254/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://0/',
    'http://0.0.0.0/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://127.0.0.1./',
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://100.64.0.1/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://192.0.0.192/',
    'http://198.18.0.1/',
    'http://192.0.2.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://user@8.8.8.8/',
    'http://user:secret@ex.org/',
    'http://ex.org@127.0.0.1/',
    'https://127.0.0.1/',
    'http://127.0.0.1:22/',
    'file:///etc/passwd',
    'ftp://ex.org/',
    'gopher://127.0.0.1/',
    'data:text/html,x',
    'javascript:alert(1)',
    'ws://127.0.0.1/',
    'blob:https://ex.org/1',
    'no address',
    '',
    '//127.0.0.1/',
  ])('refuses %s', async (url) => {
    const result = await client.get(url);

    expect(result.kind).toBe('refused');
    expect(requests).toEqual([]);
  });

  it('reaches a host that the operator allows, on that port only', async () => {
    answers['/'] = reply('200 OK', {}, 'hello');
    const other = createTcpServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));

    const allowed = await client.get(at('/'));
    const refused = await client.get(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);

    other.close();
    expect([allowed.kind, refused.kind]).toEqual(['ok', 'refused']);
  });

  it('visits no publisher without a contact address, and names the setting', async () => {
    answers['/'] = reply('200 OK', {}, 'hello');
    const allowHosts = [`127.0.0.1:${port}`];
    const anonymous = createHttpClient({ userAgent: 'Gazette', onlyAllowedHosts: true, allowHosts });

    const allowed = await anonymous.get(at('/'));
    const refused = await anonymous.get('http://8.8.8.8/');

    await anonymous.close();
    expect(allowed.kind).toBe('ok');
    expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringContaining('GAZETTE_USER_AGENT') });
  });

  it.each([
    { address: '8.8.8.8', isPublic: true },
    { address: '2606:4700::1111', isPublic: true },
    { address: '::ffff:8.8.8.8', isPublic: false },
    { address: 'fe80::1%eth0', isPublic: false },
    { address: '100.127.255.255', isPublic: false },
    { address: '100.128.0.0', isPublic: true },
    { address: 'localhost', isPublic: false },
    { address: '', isPublic: false },
  ])('knows that $address is public: $isPublic', ({ address, isPublic }) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe('redirects', () => {
  it.each([
    { status: '301 Moved Permanently', permanent: true },
    { status: '302 Found', permanent: false },
    { status: '303 See Other', permanent: false },
    { status: '307 Temporary Redirect', permanent: false },
    { status: '308 Permanent Redirect', permanent: true },
  ])('are returned and not followed: $status', async ({ status, permanent }) => {
    answers['/away'] = reply(status, { location: '/new?q=1' });

    expect(await client.get(at('/away'))).toEqual({
      kind: 'redirect',
      url: at('/new?q=1'),
      from: at('/away'),
      permanent,
    });
    expect(requests).toHaveLength(1);
  });

  it('are a bad response when the target is not a URL', async () => {
    answers['/away'] = reply('302 Found', { location: 'http://[' });

    expect(await client.get(at('/away'))).toMatchObject({ kind: 'failed', reason: 'bad-response' });
  });

  it('are refused when the next request leads to a private host', async () => {
    answers['/in'] = reply('302 Found', { location: 'http://169.254.169.254/' });

    const result = await client.get(at('/in'));

    expect(result).toMatchObject({ kind: 'redirect', url: 'http://169.254.169.254/' });
    expect((await client.get('http://169.254.169.254/')).kind).toBe('refused');
  });
});

describe('an aborted request', () => {
  it('rejects with the reason and closes its connection', async () => {
    let closed: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const ending = new AbortController();
    answers['/slow'] = unended((socket) => {
      socket.once('close', closed);
      ending.abort(new Error('ownership lost'));
    });

    await expect(client.get(at('/slow'), { signal: ending.signal })).rejects.toThrow('ownership lost');
    await ended;
  });

  it('is never sent when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('ownership lost'));

    await expect(client.get(at('/'), { signal })).rejects.toThrow('ownership lost');
    expect(requests).toEqual([]);
  });
});

describe('answers', () => {
  it.each([
    { status: '304 Not Modified', expected: { kind: 'not-modified' } },
    { status: '404 Not Found', expected: { kind: 'failed', status: 404, reason: 'status' } },
    { status: '410 Gone', expected: { kind: 'gone', status: 410 } },
    { status: '401 Unauthorized', expected: { kind: 'forbidden', status: 401 } },
    { status: '403 Forbidden', expected: { kind: 'forbidden', status: 403, retryAfterMs: 120_000 } },
    { status: '451 Unavailable', expected: { kind: 'forbidden', status: 451 } },
    { status: '429 Too Many Requests', expected: { kind: 'failed', status: 429, retryAfterMs: 120_000 } },
    { status: '503 Service Unavailable', expected: { kind: 'failed', status: 503, retryAfterMs: 120_000 } },
    { status: '500 Oops', expected: { kind: 'failed', status: 500 } },
  ])('are results, not errors: $status', async ({ status, expected }) => {
    answers['/status'] = reply(status, { 'retry-after': '120' });

    expect(await client.get(at('/status'))).toMatchObject(expected);
  });

  it('carry the validators and limits that the next request needs', async () => {
    answers['/feed'] = reply(
      '200 OK',
      {
        etag: '"v1"',
        'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT',
        'cache-control': 'public, max-age=600',
        'content-type': 'text/xml',
      },
      '<rss/>',
    );

    expect(await client.get(at('/feed'))).toMatchObject({
      etag: '"v1"',
      lastModified: 'Tue, 24 Nov 2026 10:00:00 GMT',
      maxAgeSeconds: 600,
      contentType: 'text/xml',
    });
  });

  it('can be requested conditionally, and validators cannot inject headers', async () => {
    answers['/feed'] = reply('304 Not Modified');

    await client.get(at('/feed'), { etag: '"v1"', lastModified: 'now\r\nx-evil: 1' });

    expect(requests[0]).toContain('if-none-match: "v1"');
    expect(requests[0]).not.toContain('x-evil');
  });
});

describe('the prefix of a body', () => {
  it.each([
    { case: 'plain', answer: reply('200 OK', {}, 'news '.repeat(1000)) },
    {
      case: 'compressed',
      answer: reply('200 OK', { 'content-encoding': 'gzip' }, gzipSync('news '.repeat(1000))),
    },
    { case: 'endless', answer: endless },
    { case: 'a decompression bomb', answer: endlessGzip },
  ])('is read without the rest when the body is $case', async ({ answer }) => {
    answers['/long'] = answer;

    const result = await client.get(at('/long'), { prefixBytes: 500 });

    expect(result.kind === 'ok' && result.bytes.byteLength).toBe(500);
  });
});

describe('bodies', () => {
  const text = 'news '.repeat(1000);
  it.each([
    { encoding: 'gzip', body: gzipSync(text) },
    { encoding: 'x-gzip', body: gzipSync(text) },
    { encoding: 'br', body: brotliCompressSync(text) },
    { encoding: 'deflate', body: deflateSync(text) },
    { encoding: 'deflate', body: deflateRawSync(text) },
    { encoding: 'gzip, gzip', body: gzipSync(gzipSync(text)) },
    { encoding: 'identity', body: Buffer.from(text) },
    { encoding: 'gzip', body: Buffer.from(text) },
    { encoding: 'identity', body: gzipSync(text) },
  ])('are read whatever their encoding: $encoding', async ({ encoding, body }) => {
    answers['/body'] = reply('200 OK', { 'content-encoding': encoding }, body);

    const result = await client.get(at('/body'));

    expect(result.kind === 'ok' && Buffer.from(result.bytes).toString()).toBe(text);
  });

  it('yield the received part of a truncated compressed body', async () => {
    answers['/cut'] = reply('200 OK', { 'content-encoding': 'gzip' }, gzipSync(text).subarray(0, -12));

    expect((await client.get(at('/cut'))).kind).toBe('ok');
  });

  it.each([
    {
      attack: 'a length beyond the limit',
      reason: 'too-large',
      answer: reply('200 OK', { 'content-length': '100001' }, 'x'),
    },
    {
      attack: 'a body beyond the limit',
      reason: 'too-large',
      answer: reply('200 OK', {}, Buffer.alloc(200_000, 'x')),
    },
    { attack: 'an endless body', reason: 'too-large', answer: endless },
    {
      attack: 'a gzip bomb',
      reason: 'too-large',
      answer: reply('200 OK', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(20_000_000))),
    },
    {
      attack: 'a brotli bomb',
      reason: 'too-large',
      answer: reply(
        '200 OK',
        { 'content-encoding': 'br' },
        brotliCompressSync(Buffer.alloc(20_000_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
      ),
    },
    {
      attack: 'a deflate bomb',
      reason: 'too-large',
      answer: reply('200 OK', { 'content-encoding': 'deflate' }, deflateSync(Buffer.alloc(20_000_000))),
    },
    {
      attack: 'a nested bomb',
      reason: 'too-large',
      answer: reply(
        '200 OK',
        { 'content-encoding': 'gzip, gzip' },
        gzipSync(gzipSync(Buffer.alloc(20_000_000))),
      ),
    },
    {
      attack: 'a bomb without a declared encoding',
      reason: 'too-large',
      answer: reply('200 OK', {}, gzipSync(Buffer.alloc(20_000_000))),
    },
    {
      attack: 'many encodings',
      reason: 'bad-encoding',
      answer: reply('200 OK', { 'content-encoding': 'gzip, gzip, gzip, gzip' }, 'x'),
    },
    {
      attack: 'an unknown encoding',
      reason: 'bad-encoding',
      answer: reply('200 OK', { 'content-encoding': 'zstd' }, 'x'),
    },
    {
      attack: 'broken compression',
      reason: 'bad-encoding',
      answer: reply(
        '200 OK',
        { 'content-encoding': 'gzip' },
        Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(50, 7)]),
      ),
    },
    {
      attack: 'headers beyond the limit',
      reason: 'too-large',
      answer: reply('200 OK', { 'x-long': 'x'.repeat(20_000) }, 'x'),
    },
    { attack: 'endless headers', reason: 'too-large', answer: endlessHeaders },
    { attack: 'no answer at all', reason: 'timeout', answer: unended(() => undefined) },
    {
      attack: 'headers that stop',
      reason: 'timeout',
      answer: unended((socket) => socket.write('HTTP/1.1 200 OK\r\nx: ')),
    },
    {
      attack: 'a body that stops',
      reason: 'timeout',
      answer: unended((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nx')),
    },
    { attack: 'a body that drips', reason: 'timeout', answer: dripping },
    { attack: 'a hang-up', reason: 'connection', answer: (socket: Socket) => socket.destroy() },
    {
      attack: 'a body shorter than its declared length',
      reason: 'connection',
      answer: reply('200 OK', { 'content-length': '500' }, 'x'),
    },
    {
      attack: 'a response that is not HTTP',
      reason: 'bad-response',
      answer: (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    },
    {
      attack: 'two lengths',
      reason: 'bad-response',
      answer: (socket: Socket) =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'),
    },
  ])('fail with a reason: $attack', async ({ reason, answer }) => {
    answers['/attack'] = answer;

    const { get } = reason === 'timeout' ? hasty : client;

    expect(await get(at('/attack'))).toMatchObject({ kind: 'failed', reason });
  });

  it('use no more memory than their limit, however much is sent', async () => {
    answers['/flood'] = endlessGzip;
    const before = process.memoryUsage().rss;

    const result = await client.get(at('/flood'));

    expect(result).toMatchObject({ kind: 'failed', reason: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});

/** Writes for as long as the other side reads. */
function pour(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}

function endless(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  pour(socket, Buffer.alloc(65_536, 'x'));
}

function endlessHeaders(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\n');
  pour(socket, Buffer.from(`x: ${'y'.repeat(1000)}\r\n`));
}

function endlessGzip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n');
  const gzip = createGzip({ level: 1 });
  gzip.on('data', (chunk: Buffer) => socket.write(chunk));
  const zeros = Buffer.alloc(1_000_000);
  const more = () => {
    if (!socket.destroyed) gzip.write(zeros, more);
  };
  more();
}

function dripping(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 100);
  socket.once('close', () => {
    clearInterval(timer);
  });
}
