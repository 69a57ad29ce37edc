import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does with a request: passes it on, or answers with this status itself. */
export type Verdict = 'pass' | number;

/** An HTTP proxy in front of an engine, for faults between it and the services. */
export interface HttpProxy {
  readonly url: string;
  /** From now on, judges each request. */
  readonly judge: (verdict: (method: string, path: string) => Verdict) => void;
  readonly stop: () => Promise<void>;
}

/** Starts a proxy of the server at `target` on a free loopback port; it passes everything on until told otherwise. */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  let verdictOf: (method: string, path: string) => Verdict = () => 'pass';
  const server = createServer((request, response) => {
    const verdict = verdictOf(request.method ?? '', request.url ?? '');
    if (verdict === 'pass') pass(target, request, response);
    else {
      request.resume();
      response.writeHead(verdict, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          error: { type: 'security_exception', reason: 'refused by the proxy' },
          status: verdict,
        }),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge: (verdict) => {
      verdictOf = verdict;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(target: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...request.headers, host: new URL(target).host };
  const outgoing = forward(target + (request.url ?? ''), { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
}
