import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type Response } from 'express';
import { Problem } from '@gazette/schemas';
import type { BulkLine } from '../push-answers.ts';
import { createBulkAnswer } from './bulk-answer.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers every request with `work`. */
async function serve(work: (response: Response) => Promise<void>): Promise<string> {
  const app = express();
  app.get('/', (_request, response) => work(response));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function accepted(from: number, count: number): readonly BulkLine[] {
  return Array.from({ length: count }, (_, index) => ({
    line: from + index,
    id: 'a'.repeat(64),
    revision: 1,
    topic: 'articles.raw',
    partition: 3,
    offset: '7',
  }));
}

describe('an answer as a whole', () => {
  it('names the first 10,000 results and counts the rest', async () => {
    const url = await serve(async (response) => {
      const answer = createBulkAnswer(response, false);
      for (let group = 0; group < 41; group += 1) await answer.add(accepted(group * 250 + 1, 250));
      answer.end();
    });

    const body = (await (await fetch(url)).json()) as { results: unknown[] };

    expect(body).toMatchObject({ accepted: 10_250, resultsLeftOut: 250 });
    expect(body.results).toHaveLength(10_000);
  });

  it('reports the number of processed articles when the push fails midway', async () => {
    const failed = new Promise((resolve) => {
      void serve(async (response) => {
        const answer = createBulkAnswer(response, false);
        await answer.add(accepted(1, 250));
        try {
          answer.fail(new Problem(503, 'Kafka is unavailable.', { retryAfterSeconds: 5 }));
        } catch (error) {
          resolve(error);
        }
        response.end();
      }).then((url) => fetch(url));
    });

    expect(await failed).toMatchObject({
      message: 'Kafka is unavailable. 250 articles before it were processed; resending everything is safe.',
      retryAfterSeconds: 5,
    });
  });
});

describe('an answer line by line', () => {
  it('waits while the client does not read and resumes when it does', async () => {
    const state = { waiting: false, added: 0 };
    const url = await serve(async (response) => {
      const answer = createBulkAnswer(response, true);
      while (state.added < 1_000_000) {
        const adding = answer.add(accepted(state.added + 1, 250));
        state.added += 250;
        state.waiting = true;
        await adding;
        state.waiting = false;
        // Yields to the client below even when no write has to wait.
        await turn();
      }
      answer.end();
    });
    const outgoing = request(url).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];

    // The writer is blocked once the count stays the same for many turns of the event loop.
    let seen = -1;
    for (let same = 0; same < 1000; same = state.waiting && seen === state.added ? same + 1 : 0) {
      seen = state.added;
      await turn();
    }
    const before = state.added;
    response.resume();
    while (state.added === before) await turn();

    expect(before).toBeLessThan(1_000_000);
    response.destroy();
  });

  it('ends when the client disconnects', async () => {
    const ended = new Promise((resolve) => {
      void serve(async (response) => {
        const answer = createBulkAnswer(response, true);
        try {
          for (;;) {
            await answer.add(accepted(1, 250));
            await turn();
          }
        } catch {
          resolve(answer.gone.aborted);
        }
      }).then((url) => {
        const outgoing = request(url).end();
        outgoing.once('response', (response) => response.destroy());
      });
    });

    expect(await ended).toBe(true);
  });
});
