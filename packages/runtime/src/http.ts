import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Problem } from '@gazette/schemas';
import type { Health } from './health.ts';
import { sendProblem } from './problem-handler.ts';
import { metrics, ready } from './telemetry.ts';

/** A running HTTP server. */
export interface HttpServer {
  readonly port: number;
  /** Closes the server after the responses in flight; accepts no new connections. */
  readonly stop: () => Promise<void>;
}

/** Health and metrics are always served; `app` is the service's own interface, if any. */
export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly app?: express.Express | undefined;
}

/** A connection is closed when a request or response has had no traffic for this long. */
const IDLE_MS = 120_000;

/** Serves `/live`, `/ready` (503 with the reason when unready), `/metrics` (Prometheus text) and `app`. */
export async function startHttp({ host, port, health, app }: HttpOptions): Promise<HttpServer> {
  const root = express();
  root.disable('x-powered-by');
  root.get('/live', (_request, response) => {
    answer(response, health.notLive());
  });
  root.get('/ready', (_request, response) => {
    answer(response, health.notReady());
  });
  root.get('/metrics', async (_request, response) => {
    ready.set(health.notReady() === null ? 1 : 0);
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  root.use((_request, response, next) => {
    if (health.isLeaving()) turnAway(response);
    else next();
  });
  if (app) root.use(app);
  const server = createServer(root);
  // A bulk request may take long, so only idle connections time out.
  server.requestTimeout = 0;
  server.timeout = IDLE_MS;
  await listen(server, host, port);
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

function answer(response: express.Response, reason: string | null): void {
  response
    .status(reason === null ? 200 : 503)
    .json(reason === null ? { status: 'ok' } : { status: 'unavailable', reason });
}

/** Requests in flight finish; clients retry new ones on another instance. */
function turnAway(response: express.Response): void {
  response.set('Connection', 'close');
  sendProblem(response, new Problem(503, 'This instance is stopping.', { retryAfterSeconds: 1 }));
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
}
