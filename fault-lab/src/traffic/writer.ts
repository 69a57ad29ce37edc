import { partitionFor, topics, type IncomingArticle, type RawArticle } from '@gazette/schemas';
import { toDraft } from '@gazette/fetcher/drafts';
import type { Book, Entry } from '../oracle/book.ts';
import type { Fields } from '../oracle/contract.ts';
import { condense, digestOf } from '../oracle/fields.ts';
import type { KafkaDoor } from './kafka-door.ts';
import type { NewsSite } from '../rig/news-site.ts';
import type { Action, Way } from './plan.ts';
import { poisonOf, type PoisonCodecs } from './poison.ts';
import type { PushAnswer, PushDoor } from './push-door.ts';
import { storyOf, type Story } from './story.ts';

/** Carries out actions, in order, and resolves when all have their answers; what belongs to one bulk goes out as one request. */
export type Writer = (actions: readonly Action[]) => Promise<void>;

/** What a writer writes through. */
export interface WriterTools {
  readonly seed: number;
  readonly book: Book;
  readonly kafka: KafkaDoor;
  readonly push: PushDoor;
  readonly codec: PoisonCodecs;
  readonly site: NewsSite;
  readonly producers: { readonly push: string; readonly inbox: string };
}

type WriteAction = Action & { readonly act: 'write' };
interface Acknowledged {
  readonly revision: number;
  readonly version: number | null;
}

/** The writer of a run. The ledger is told of a write before it leaves, and of its answer when it came. */
export function createWriter(tools: WriterTools): Writer {
  const { seed, book, kafka, push, codec, site } = tools;
  /** Of pushed articles: what was acknowledged first and last. */
  const first = new Map<number, RawArticle>();
  const last = new Map<number, Acknowledged>();
  let keys = 0;

  async function writeOne(action: WriteAction): Promise<void> {
    if (action.way === 'push') return pushOne(action);
    const entry = enter(action);
    if (action.way === 'inbox') await sendToInbox(action, incomingOf(tools, action));
    else site.publish(slugOf(action.article), storyOf(seed, action.article, action.version));
    acknowledge(entry, action.way, null);
  }

  async function pushOne(action: WriteAction): Promise<void> {
    const entry = enter(action);
    keys += 1;
    const request = {
      method: 'POST' as const,
      path: '/articles',
      headers: {
        'content-type': 'application/json',
        ...(action.keyed ? { 'idempotency-key': `${seed}-${keys}` } : {}),
      },
      body: JSON.stringify(submissionOf(tools, action)),
    };
    const wait = action.keyed ? [409] : [];
    const answer = await push(request, wait);
    settle(action, entry, answer.status, answer.body, 'push');
    if (!action.repeats) return;
    const again = await push(request, wait);
    book.count('repeats');
    if (again.body['id'] !== answer.body['id'] || again.body['revision'] !== answer.body['revision'])
      book.complain(`A repeat under its Idempotency-Key was answered ${text(again)} after ${text(answer)}.`);
  }

  async function pushBulk(actions: readonly WriteAction[]): Promise<void> {
    const entries = actions.map(enter);
    const answer = await push({
      method: 'POST',
      path: '/articles',
      headers: { 'content-type': 'application/x-ndjson' },
      body: actions.map((action) => JSON.stringify(submissionOf(tools, action))).join('\n'),
    });
    const results = (answer.body['results'] ?? []) as readonly Record<string, unknown>[];
    if (answer.status !== 202 || results.length !== actions.length)
      book.complain(`A bulk of ${actions.length} good articles was answered ${text(answer)}.`);
    actions.forEach((action, place) => {
      const result = results.find(({ line }) => line === place + 1);
      const entry = entries[place];
      if (result && entry) settle(action, entry, 202, result, 'bulk');
    });
  }

  async function remove({ article, way }: Action & { readonly act: 'delete' }): Promise<void> {
    const incoming = incomingOf(tools, { article, way, version: 0 });
    const id = idOf(tools, { article, way });
    const entry = book.enter({ id, way }, { kind: 'delete', fields: null });
    if (way !== 'push') {
      await sendToInbox({ article, way }, { ...incoming, kind: 'delete', title: '', body: '' });
      acknowledge(entry, 'inbox', null);
      return;
    }
    // Whose article it is is known once it is in the index: until then a delete is answered 404.
    const answer = await push({ method: 'DELETE', path: `/articles/${id}` }, [404]);
    settle({ article, version: null }, entry, answer.status, answer.body, 'push');
  }

  async function replay({ article }: Action & { readonly act: 'replay' }): Promise<void> {
    const raw = first.get(article);
    if (!raw) return;
    await kafka.send(topics.raw.name, {
      key: topics.raw.key(raw),
      value: await codec.raw.encode(raw),
      headers: { producer: tools.producers.push },
      partition: partitionFor(raw.id),
    });
    book.count('repeats');
    book.count({ acknowledged: 'raw' });
  }

  async function forget({ serial }: Action & { readonly act: 'forget' }): Promise<void> {
    for (const topic of [topics.raw, topics.annotated]) {
      const key = `forgotten-${serial}`;
      await kafka.send(topic.name, { key, value: null, partition: partitionFor(key) });
    }
  }

  async function poison({ poison: kind, serial }: Action & { readonly act: 'poison' }): Promise<void> {
    const { topic, record, articleId } = await poisonOf(
      kind,
      { seed, serial, producer: tools.producers.inbox },
      codec,
    );
    const place = await kafka.send(topic, record);
    book.poison({ kind, topic, ...place, digest: digestOf(record), articleId });
  }

  function settle(
    { article, version }: { readonly article: number; readonly version: number | null },
    entry: Entry,
    status: number,
    body: Readonly<Record<string, unknown>>,
    door: string,
  ): void {
    const { id, revision } = body;
    const wanted = idOf(tools, { article, way: 'push' });
    if ((status !== 200 && status !== 202) || id !== wanted || typeof revision !== 'number') {
      book.complain(
        `Article ${wanted} was answered ${status} ${JSON.stringify(body).slice(0, 200)} at the door ${door}.`,
      );
      return;
    }
    const before = last.get(article);
    const repeated = before?.version === version;
    if (before && (repeated ? revision < before.revision : revision <= before.revision))
      book.complain(
        `Article ${wanted}: ${version === null ? 'a delete' : `version ${version}`} was answered ${JSON.stringify(body)}, after version ${String(before.version)} had been given revision ${before.revision}.`,
      );
    if (repeated) book.count('repeats');
    last.set(article, { revision, version });
    if (!first.has(article) && version !== null)
      first.set(article, { ...draftOf(tools, { article, way: 'push', version }), revision });
    acknowledge(entry, door, revision);
  }

  function acknowledge(entry: Entry, door: string, revision: number | null): void {
    entry.acknowledge(revision);
    book.count({ acknowledged: door });
  }

  function enter({ article, way, version }: WriteAction): Entry {
    const fields = fieldsOf(tools, { article, way, version });
    return book.enter({ id: idOf(tools, { article, way }), way }, { kind: 'upsert', fields });
  }

  async function sendToInbox(
    version: { readonly article: number; readonly way: Way },
    incoming: IncomingArticle,
  ): Promise<void> {
    await kafka.send(topics.inbox.name, {
      key: topics.inbox.key(incoming),
      value: await codec.inbox.encode(incoming),
      headers: { producer: tools.producers.inbox },
      partition: partitionFor(idOf(tools, version)),
    });
  }

  return async (actions) => {
    const bulk = actions.filter(
      (action): action is WriteAction => action.act === 'write' && action.bulk !== null,
    );
    if (bulk.length > 0) await pushBulk(bulk);
    for (const action of actions) {
      if (action.act === 'write' && action.bulk === null) await writeOne(action);
      else if (action.act === 'delete') await remove(action);
      else if (action.act === 'replay') await replay(action);
      else if (action.act === 'forget') await forget(action);
      else if (action.act === 'poison') await poison(action);
    }
  };
}

interface Version {
  readonly article: number;
  readonly way: Way;
  readonly version: number;
}

function text({ status, body }: PushAnswer): string {
  return `${status} ${JSON.stringify(body).slice(0, 300)}`;
}

function slugOf(article: number): string {
  return `story-${article}`;
}

/** What a producer sends: two in three with an id of its own, the others known by their address only. */
function incomingOf({ seed, site }: WriterTools, { article, way, version }: Version): IncomingArticle {
  const { title, body, byline, source, publishedAt, modifiedAt } = storyOf(seed, article, version);
  const slug = slugOf(article);
  return {
    kind: 'upsert',
    externalId: way === 'feed' || article % 3 === 0 ? null : `${way}-${article}`,
    url: way === 'feed' ? site.urlOf(slug) : `https://${way}.example/2025/${slug}`,
    source,
    title,
    body,
    byline,
    language: 'en',
    publishedAt: Date.parse(publishedAt),
    publishedAtPrecision: 'second',
    modifiedAt: Date.parse(modifiedAt),
  };
}

/** The same as JSON of the push API. */
function submissionOf(tools: WriterTools, version: Version): object {
  const { externalId, url, source, title, body, byline, language } = incomingOf(tools, version);
  const { publishedAt, modifiedAt }: Story = storyOf(tools.seed, version.article, version.version);
  return {
    ...(externalId === null ? {} : { externalId }),
    ...{ url, source, title, body, byline, language, publishedAt, modifiedAt },
  };
}

function draftOf(tools: WriterTools, version: Version): Omit<RawArticle, 'revision'> {
  const { push, inbox } = tools.producers;
  const producer = { push, inbox, feed: null }[version.way];
  return toDraft(incomingOf(tools, version), { via: version.way, producer });
}

function idOf(tools: WriterTools, { article, way }: Pick<Version, 'article' | 'way'>): string {
  return draftOf(tools, { article, way, version: 0 }).id;
}

/** What the document must hold of what was sent. */
function fieldsOf(tools: WriterTools, version: Version): Fields {
  const { way } = version;
  const { externalId, url, source, title, body, byline, language } = incomingOf(tools, version);
  const { publishedAt, modifiedAt } = storyOf(tools.seed, version.article, version.version);
  const { push, inbox } = tools.producers;
  return condense({
    ...{ deleted: false, title, body, byline, source, url, externalId, via: way },
    declaredLanguage: language,
    producer: { push, inbox, feed: null }[way],
    publishedAt: new Date(publishedAt).toISOString(),
    publishedAtSource: way === 'feed' ? 'feed' : 'producer',
    publishedAtPrecision: 'second',
    modifiedAt: new Date(modifiedAt).toISOString(),
  });
}
