import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createPush } from './push-client.ts';

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const done = '{"done":true,"refused":0}\n';
const recordPosition = { revision: 1, topic: 'articles.raw', partition: 0, offset: '7' };
const accepted = (line: number, id: string) => `${JSON.stringify({ line, id, ...recordPosition })}\n`;

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

describe('createPush', () => {
  it('returns the answers in the order of the articles', async () => {
    const { push } = await against([{ status: 200, body: accepted(2, 'b') + accepted(1, 'a') + done }]);

    expect(await push(['{}', '{}'])).toEqual([
      { id: 'a', ...recordPosition },
      { id: 'b', ...recordPosition },
    ]);
  });

  it('retries articles that are refused temporarily', async () => {
    const { push, said, bodies } = await against([
      { status: 503, headers: { 'retry-after': '0' }, body: '{"detail":"Kafka is unavailable."}' },
      { status: 200, body: accepted(1, 'a') + done },
    ]);

    expect(await push(['{"title":"A"}'])).toEqual([{ id: 'a', ...recordPosition }]);
    expect(said).toEqual(['503 Kafka is unavailable; trying again in 0 s']);
    expect(bodies).toEqual(['{"title":"A"}\n', '{"title":"A"}\n']);
  });

  it('gives up after ten attempts', async () => {
    const { push, bodies } = await against([
      { status: 429, headers: { 'retry-after': '0' }, body: '{"detail":"Too many."}' },
    ]);

    await expect(push(['{}'])).rejects.toThrow('did not accept everything in 10 attempts: 429 Too many.');
    expect(bodies).toHaveLength(10);
  });

  it('fails at once when retrying cannot help', async () => {
    const { push, bodies } = await against([{ status: 401, body: '{"detail":"Expected a key."}' }]);

    await expect(push(['{}'])).rejects.toThrow('answered 401 Expected a key.');
    expect(bodies).toHaveLength(1);
  });

  it('fails at once when the push API does not answer', async () => {
    const { push } = await against([]);
    server?.close();

    await expect(push(['{}'])).rejects.toThrow('does not answer: connect ECONNREFUSED');
  });
});

/** A server that gives the replies in turn and then repeats the last one. */
async function against(replies: readonly Reply[]) {
  const bodies: string[] = [];
  const said: string[] = [];
  server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const reply = replies[Math.min(bodies.push(body), replies.length) - 1];
      response.writeHead(reply?.status ?? 500, { ...reply?.headers, connection: 'close' });
      response.end(reply?.body);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const push = createPush({
    url: `http://127.0.0.1:${port}`,
    apiKey: 'a-key-for-tests',
    say: (line) => said.push(line),
  });
  return { push, said, bodies };
}
