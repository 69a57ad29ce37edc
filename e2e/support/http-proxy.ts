import { once } from 'node:events';
import { request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpServer } from './http-server.ts';
import { refuseItems } from './refuse-items.ts';

/** What the proxy does with a request. */
export type Verdict =
  | 'pass'
  /** The proxy answers with this status; the engine does not receive the request. */
  | number
  /** The proxy resets the connection; the engine does not receive the request. */
  | 'reset'
  /** The engine handles the request; the proxy resets the connection instead of answering. */
  | 'lose-answer'
  /** The engine handles the request; the proxy sends half of the answer. */
  | 'truncate'
  /** The proxy waits before it forwards the request. */
  | { readonly slowMs: number }
  /** The proxy answers 429 for the bulk items at these positions (from 0) and forwards the others. */
  | { readonly refuse: (place: number) => boolean };

/** Decides what the proxy does with a request, which waits while a returned promise is pending. */
export type Judge = (method: string, path: string, body: Buffer) => Verdict | Promise<Verdict>;

/** An HTTP proxy in front of an engine that injects faults between it and the services. */
export interface HttpProxy {
  readonly url: string;
  /** Replaces the judge of all later requests. */
  readonly judge: (verdict: Judge) => void;
  readonly stop: () => Promise<void>;
}

/** Starts a proxy for `target` on a free loopback port; without a judge it forwards everything. */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  let verdictOf: Judge = () => 'pass';
  const server = await startHttpServer((request, response) => {
    void handle(target, request, response, (...judged) => verdictOf(...judged)).catch(() => {
      request.socket.resetAndDestroy();
    });
  });
  return {
    url: `http://${server.host}`,
    judge: (verdict) => {
      verdictOf = verdict;
    },
    stop: server.stop,
  };
}

/** Rejects when the connection of the client is to be reset. */
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
    const answer = rest === '' ? undefined : await forwardTo(target, request, Buffer.from(rest));
    respond(
      response,
      answer?.status ?? 200,
      Buffer.from(JSON.stringify(merge(answer?.body.toString() ?? '{}'))),
    );
    return;
  }
  if (typeof verdict === 'object') await sleep(verdict.slowMs);
  const answer = await forwardTo(target, request, body);
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

/** The error types of OpenSearch by status. */
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

async function forwardTo(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answered> {
  const own = Object.entries(headers).filter(([name]) => name !== 'transfer-encoding');
  const outgoing = sendRequest(target + (url ?? ''), {
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
