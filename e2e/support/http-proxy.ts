import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { refuseItems } from './refuse-items.ts';

/** What the proxy does with a request. */
export type Verdict =
  | 'pass'
  /** Answers with this status itself; the engine hears nothing. */
  | number
  /** Resets the connection; the engine hears nothing. */
  | 'reset'
  /** The engine does its work, and the connection is reset instead of the answer. */
  | 'lose-answer'
  /** The engine does its work; the answer breaks off in the middle. */
  | 'truncate'
  /** Waits so many milliseconds before it passes on. */
  | { readonly slowMs: number }
  /** Answers 429 for those items of a bulk whose place (from 0) is picked; the others are done. */
  | { readonly refuse: (place: number) => boolean };

/** Decides what becomes of a request; a promise holds it until it is settled. */
export type Judge = (method: string, path: string, body: Buffer) => Verdict | Promise<Verdict>;

/** An HTTP proxy in front of an engine, for faults between it and the services. */
export interface HttpProxy {
  readonly url: string;
  /** From now on, judges each request. */
  readonly judge: (verdict: Judge) => void;
  readonly stop: () => Promise<void>;
}

/** Starts a proxy of the server at `target` on a free loopback port; it passes everything on until told otherwise. */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  let verdictOf: Judge = () => 'pass';
  const server = createServer((request, response) => {
    void handle(target, request, response, (...asked) => verdictOf(...asked)).catch(() => {
      request.socket.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge: (verdict) => {
      verdictOf = verdict;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Rejects where the caller is to see its connection reset. */
async function handle(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  judge: Judge,
): Promise<void> {
  const body = await bytesOf(request);
  const verdict = await judge(request.method ?? '', request.url ?? '', body);
  if (typeof verdict === 'number') {
    respond(response, verdict, Buffer.from(JSON.stringify(refusal(verdict))));
    return;
  }
  if (verdict === 'reset') throw new Error('reset');
  if (typeof verdict === 'object' && 'refuse' in verdict) {
    const { rest, merge } = refuseItems(body.toString(), verdict.refuse);
    const answer = rest === '' ? undefined : await ask(target, request, Buffer.from(rest));
    respond(
      response,
      answer?.status ?? 200,
      Buffer.from(JSON.stringify(merge(answer?.body.toString() ?? '{}'))),
    );
    return;
  }
  if (typeof verdict === 'object') await sleep(verdict.slowMs);
  const answer = await ask(target, request, body);
  if (verdict === 'lose-answer') throw new Error('lost');
  if (verdict === 'truncate') {
    response.writeHead(answer.status, answer.headers);
    response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

function respond(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/** What OpenSearch calls its refusals. */
const ERROR_TYPES: Readonly<Record<number, string>> = {
  413: 'content_too_long_exception',
  429: 'opensearch_rejected_execution_exception',
  503: 'cluster_block_exception',
};

function refusal(status: number): object {
  const type = ERROR_TYPES[status] ?? 'security_exception';
  return { error: { type, reason: 'refused by the proxy' }, status };
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function ask(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answered> {
  const own = Object.entries(headers).filter(([name]) => name !== 'transfer-encoding');
  const outgoing = forward(target + (url ?? ''), {
    method,
    headers: {
      ...Object.fromEntries(own),
      host: new URL(target).host,
      'content-length': String(body.length),
    },
  });
  outgoing.on('error', () => undefined);
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bytesOf(answer) };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
