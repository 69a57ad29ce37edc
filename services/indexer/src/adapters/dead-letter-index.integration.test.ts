import { randomBytes } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDeadLetterStore, deadLetterHeaders } from '@gazette/runtime';
import { callOpenSearch } from '@gazette/runtime/opensearch';
import { deadLettersIndex } from '@gazette/schemas';
import { toDeadLetter } from '../to-dead-letter.ts';
import { createDeadLetterIndex } from './dead-letter-index.ts';
import { createOpenSearch } from './opensearch.ts';

const prefix = `letters-${randomBytes(4).toString('hex')}.`;
const definition = deadLettersIndex(prefix);
const node = process.env['GAZETTE_OPENSEARCH'] ?? '';
/** A larger request body is answered with 413, as by a proxy in front of OpenSearch. */
const MAX_BODY_BYTES = 200_000;

let server: Server;
let client: ReturnType<typeof createOpenSearch>;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    if (Number(incoming.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
      incoming.resume();
      response.writeHead(413, { 'content-type': 'text/plain' }).end('too large');
      return;
    }
    const { method, url = '', headers } = incoming;
    const outgoing = request(node + url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = createOpenSearch([`http://127.0.0.1:${(server.address() as AddressInfo).port}`]);
  await client.indices.create({ index: definition.name, body: definition.body as never });
});

afterAll(async () => {
  await client.indices.delete({ index: definition.name });
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function aLetter(offset: number, bytes: number) {
  const origin = { topic: 'articles.raw', partition: '1', offset: String(offset) } as const;
  const h = deadLetterHeaders;
  const headers = { [h.topic]: origin.topic, [h.partition]: origin.partition, [h.offset]: origin.offset };
  const value = randomBytes(bytes);
  const message = {
    topic: 'x',
    partition: 1,
    offset: String(offset + 100),
    key: randomBytes(8),
    value,
    headers,
  };
  return { value: toDeadLetter(message, h), headers: {} };
}

it('splits a bulk that is too large and drops the bytes of a letter that is too large alone', async () => {
  const letters = [aLetter(0, 60_000), aLetter(1, 60_000), aLetter(2, 400_000), aLetter(3, 60_000)];
  const index = createDeadLetterIndex(client, prefix);
  const store = createDeadLetterStore(callOpenSearch(client), prefix);

  const first = await index(letters);
  const repeated = await index(letters);

  expect(first.map(({ outcome }) => outcome)).toEqual(Array(4).fill('delivered'));
  expect(repeated.map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'));
  expect(await store.get('articles.raw/1/1')).toEqual(letters[1]?.value);
  expect(await store.get('articles.raw/1/2')).toMatchObject({
    value: null,
    keyBytes: null,
    valueLength: 400_000,
    bytesIn: 'topic',
    letterOffset: 102,
  });
});
