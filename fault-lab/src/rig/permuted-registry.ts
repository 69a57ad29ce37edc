import { startHttpServer } from '@gazette/e2e/support/http-server';

/** A registry that gives each id the schema of another, as one that was restored without its ids. */
export interface PermutedRegistry {
  /** `host:port` */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

const SCHEMA = /\/schemas\/ids\/(\d+)/;

/** Answers with what the registry at `url` says, but asks it for the next id. */
export async function startPermutedRegistry(url: string): Promise<PermutedRegistry> {
  const { origin, pathname } = new URL(url);
  const ids = await idsOf(url);
  const server = await startHttpServer((request, response) => {
    const path = (request.url ?? pathname).replace(SCHEMA, (_match, id: string) => {
      const next = ids[(ids.indexOf(Number(id)) + 1) % ids.length] ?? id;
      return `/schemas/ids/${next}`;
    });
    void fetch(origin + path, { headers: { accept: request.headers.accept ?? '*/*' } })
      .then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(await answer.text());
      })
      .catch(() => response.destroy());
  });
  return { host: server.host, stop: server.stop };
}

async function idsOf(url: string): Promise<readonly number[]> {
  const get = async <T>(path: string): Promise<T> => (await (await fetch(`${url}${path}`)).json()) as T;
  const subjects = await get<readonly string[]>('/subjects');
  const latest = await Promise.all(
    subjects.map((subject) =>
      get<{ readonly id: number }>(`/subjects/${encodeURIComponent(subject)}/versions/latest`),
    ),
  );
  return [...new Set(latest.map(({ id }) => id))].sort((a, b) => a - b);
}
