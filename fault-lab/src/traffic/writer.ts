import { partitionFor, topics, type IncomingArticle, type RawArticle } from '@gazette/schemas';
import type { Book, Entry } from '../oracle/book.ts';
import type { Write } from '../oracle/contract.ts';
import { digestOf } from '../oracle/fields.ts';
import { AnswerOrder, type PushedVersion } from './answer-order.ts';
import { doorOf, InboxPartitions, isKeyless, Pace } from './doors.ts';
import type { KafkaSender } from './kafka-sender.ts';
import { isBulkItem, type Action, type ActionOf, type Way, type WriteAction } from './plan.ts';
import { poisonOf, type PoisonCodecs } from './poison.ts';
import {
  describe,
  type PushAnswer,
  type PushClient,
  type PushRequest,
  type PushResult,
} from './push-client.ts';
import { storyOf } from './story.ts';
import { draftOf, fieldsOf, idOf, incomingOf, slugOf, submissionOf, type Origin } from './versions.ts';

/** What a writer needs. */
export interface WriterTools extends Origin {
  readonly book: Book;
  readonly kafka: KafkaSender;
  readonly push: PushClient;
  readonly codec: PoisonCodecs;
}

/** Carries out actions. Each write is entered in the ledger before it is sent. */
export class Writer {
  readonly #tools: WriterTools;
  /** The first acknowledged revision of each pushed article. */
  readonly #first = new Map<number, RawArticle>();
  readonly #answers: AnswerOrder;
  readonly #pace = new Pace();
  readonly #inboxPartitions = new InboxPartitions();
  #pushes = 0;

  constructor(tools: WriterTools) {
    this.#tools = tools;
    this.#answers = new AnswerOrder(tools.book);
  }

  /** Carries out actions in order and resolves when all are answered. Bulk items are sent as one request. */
  async write(actions: readonly Action[]): Promise<void> {
    const bulk = actions.filter(isBulkItem);
    if (bulk.length > 0) await this.#pushBulk(bulk);
    for (const action of actions) {
      if (!isBulkItem(action)) await this.#writeOne(action);
    }
  }

  async #writeOne(action: Action): Promise<void> {
    switch (action.act) {
      case 'write':
        return this.#upsert(action);
      case 'delete':
        return this.#delete(action);
      case 'replay':
        return this.#replay(action);
      case 'forget':
        return this.#forget(action);
      case 'poison':
        return this.#poison(action);
    }
  }

  async #upsert(action: WriteAction): Promise<void> {
    const { article, version } = action;
    // A bulk and a key belong to HTTP.
    const door = action.keyed ? action.way : doorOf(action);
    await this.#pace.before(article, door);
    if (door === 'push') return this.#push(action);
    const { site, seed } = this.#tools;
    const isFeed = door === 'feed';
    const entry = this.#enter(action, !isFeed || site.wasKept(slugOf(article)));
    if (isFeed) site.publish(slugOf(article), storyOf(seed, article, version));
    const sends = isFeed ? null : await this.#sendToInbox(action, incomingOf(this.#tools, action));
    this.#pace.after(article, door);
    this.#acknowledge(entry, door, { revision: null, sends });
  }

  async #push(action: WriteAction): Promise<void> {
    const entry = this.#enter(action);
    const request = this.#pushRequest(action);
    const wait = action.keyed ? [409] : [];
    const answer = await this.#tools.push(request, wait);
    this.#recordAnswer(action, entry, answer, 'push');
    this.#pace.after(action.article, 'push');
    if (action.repeats) await this.#repeatPush(request, wait, answer);
  }

  #pushRequest(action: WriteAction): PushRequest {
    this.#pushes += 1;
    return {
      method: 'POST',
      path: '/articles',
      headers: {
        'content-type': 'application/json',
        ...(action.keyed ? { 'idempotency-key': `${this.#tools.seed}-${this.#pushes}` } : {}),
      },
      body: JSON.stringify(submissionOf(this.#tools, action)),
    };
  }

  async #repeatPush(request: PushRequest, wait: readonly number[], first: PushAnswer): Promise<void> {
    const { push, book } = this.#tools;
    const repeat = await push(request, wait);
    book.count('repeats');
    if (repeat.body['id'] !== first.body['id'] || repeat.body['revision'] !== first.body['revision'])
      book.complain(
        `A repeated Idempotency-Key was answered ${describe(repeat)}, the first time ${describe(first)}.`,
      );
  }

  async #pushBulk(actions: readonly WriteAction[]): Promise<void> {
    const { push, book } = this.#tools;
    for (const { article } of actions) await this.#pace.before(article, 'push');
    const entries = actions.map((action) => this.#enter(action));
    const answer = await push({
      method: 'POST',
      path: '/articles',
      headers: { 'content-type': 'application/x-ndjson' },
      body: actions.map((action) => JSON.stringify(submissionOf(this.#tools, action))).join('\n'),
    });
    const results = (answer.body['results'] ?? []) as readonly Record<string, unknown>[];
    if (answer.status !== 202 || results.length !== actions.length)
      book.complain(`A bulk of ${actions.length} valid articles was answered ${describe(answer)}.`);
    actions.forEach((action, index) => {
      const body = results.find(({ line }) => line === index + 1);
      const entry = entries[index];
      this.#pace.after(action.article, 'push');
      if (body && entry) this.#recordAnswer(action, entry, { ...answer, body }, 'bulk');
    });
  }

  async #delete({ article, way }: ActionOf<'delete'>): Promise<void> {
    const { book, push } = this.#tools;
    const incoming = incomingOf(this.#tools, { article, way, version: 0 });
    const id = idOf(this.#tools, { article, way });
    await this.#pace.before(article, way);
    const entry = book.enter({ id, way }, { kind: 'delete', fields: null });
    if (way !== 'push') {
      const sends = await this.#sendToInbox(
        { article, way },
        { ...incoming, kind: 'delete', title: '', body: '' },
      );
      this.#pace.after(article, way);
      this.#acknowledge(entry, 'inbox', { revision: null, sends });
      return;
    }
    // The fetcher finds the owner in the index. Until it is indexed, a delete is answered 404.
    const answer = await push({ method: 'DELETE', path: `/articles/${id}` }, [404]);
    this.#pace.after(article, way);
    this.#recordAnswer({ article, version: null }, entry, answer, 'push');
  }

  async #replay({ article }: ActionOf<'replay'>): Promise<void> {
    const raw = this.#first.get(article);
    if (!raw) return;
    const { kafka, codec, producers, book } = this.#tools;
    await kafka.send(topics.raw.name, {
      key: topics.raw.key(raw),
      value: await codec.raw.encode(raw),
      headers: { producer: producers.push },
      partition: partitionFor(raw.id),
    });
    book.count('repeats');
    book.count({ acknowledged: 'raw' });
  }

  async #forget({ serial }: ActionOf<'forget'>): Promise<void> {
    for (const topic of [topics.raw, topics.annotated]) {
      const key = `forgotten-${serial}`;
      await this.#tools.kafka.send(topic.name, { key, value: null, partition: partitionFor(key) });
    }
  }

  async #poison({ poison: kind, serial }: ActionOf<'poison'>): Promise<void> {
    const { seed, producers, codec, kafka, book } = this.#tools;
    const { topic, record, articleId } = await poisonOf(
      kind,
      { seed, serial, producer: producers.inbox },
      codec,
    );
    const sent = await kafka.send(topic, record);
    book.poison({ kind, topic, ...sent, digest: digestOf(record), articleId });
  }

  async #sendToInbox(
    version: { readonly article: number; readonly way: Way },
    incoming: IncomingArticle,
  ): Promise<number> {
    const { kafka, codec, producers } = this.#tools;
    const { sends } = await kafka.send(topics.inbox.name, {
      key: isKeyless(version.article) ? null : topics.inbox.key(incoming),
      value: await codec.inbox.encode(incoming),
      headers: { producer: version.way === 'push' ? producers.push : producers.inbox },
      partition: this.#inboxPartitions.next(version.article, idOf(this.#tools, version)),
    });
    return sends;
  }

  #enter({ article, way, version }: WriteAction, isPromisedBefore = true): Entry {
    const fields = fieldsOf(this.#tools, { article, way, version });
    return this.#tools.book.enter(
      { id: idOf(this.#tools, { article, way }), way },
      { kind: 'upsert', fields },
      isPromisedBefore,
    );
  }

  /** Checks the answer to a push and records its revision. */
  #recordAnswer(
    pushed: PushedVersion,
    entry: Entry,
    { status, body, sends }: PushResult,
    route: string,
  ): void {
    const { article, version } = pushed;
    const { id, revision } = body;
    const wanted = idOf(this.#tools, { article, way: 'push' });
    if ((status !== 200 && status !== 202) || id !== wanted || typeof revision !== 'number') {
      const found = `${status} ${JSON.stringify(body).slice(0, 200)}`;
      this.#tools.book.complain(`Article ${wanted} (${route}) was answered ${found}.`);
      return;
    }
    this.#answers.check(wanted, pushed, { revision, body });
    if (!this.#first.has(article) && version !== null)
      this.#first.set(article, { ...draftOf(this.#tools, { article, way: 'push', version }), revision });
    this.#acknowledge(entry, route, { revision, sends });
  }

  #acknowledge(entry: Entry, route: string, { revision, sends }: Pick<Write, 'revision' | 'sends'>): void {
    entry.acknowledge(revision, sends);
    this.#tools.book.count({ acknowledged: route });
  }
}
