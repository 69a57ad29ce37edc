import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Problem } from '@gazette/schemas';
import type { Health } from './health.ts';
import { metrics, ready } from './telemetry.ts';

/** A running HTTP server. */
export interface HttpServer {
  readonly port: number;
  /** Takes no new connections, lets answers in flight finish, then closes. */
  readonly stop: () => Promise<void>;
}

/** What an HTTP server is made of: health and metrics always, an app of the service's own where it has one. */
export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly app?: express.Express | undefined;
}

/** A connection on which nothing has moved for this long, within a request or its answer, is closed. In milliseconds. */
const IDLE_MS = 120_000;

/** Serves `/live`, `/ready` (503 with the reason when not) and `/metrics` (Prometheus text), and `app` for the rest. */
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
  // A bulk may take long; what ends a connection is that nothing moves on it.
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

/** Requests in flight are finished; new ones are for another instance. */
function turnAway(response: express.Response): void {
  const { details } = new Problem(503, 'This instance is stopping.');
  response
    .set({ Connection: 'close', 'Retry-After': '1' })
    .status(503)
    .type('application/problem+json')
    .send(JSON.stringify(details));
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
