import type {
  Article,
  ArticlesAnswer,
  DeadLettersAnswer,
  IssuesAnswer,
  PersonsAnswer,
  PipelineState,
  Profile,
  RedriveAnswer,
  RedriveState,
  WholeDeadLetter,
} from './api-types.ts';

export type Parameter = [name: string, value: string];

/** A request that failed; the message is the problem document's detail. */
export class AnswerError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export async function searchArticles(parameters: Parameter[]): Promise<ArticlesAnswer> {
  return (await get('/api/articles', parameters)) as ArticlesAnswer;
}

export async function getArticle(id: string): Promise<Article> {
  return (await get(`/api/articles/${encodeURIComponent(id)}`)) as Article;
}

export async function listPersons(parameters: Parameter[]): Promise<PersonsAnswer> {
  return (await get('/api/persons', parameters)) as PersonsAnswer;
}

export async function getPerson(id: string): Promise<Profile> {
  return (await get(`/api/persons/${encodeURIComponent(id)}`)) as Profile;
}

export async function listIssues(): Promise<IssuesAnswer> {
  return (await get('/api/issues')) as IssuesAnswer;
}

export async function listDeadLetters(parameters: Parameter[]): Promise<DeadLettersAnswer> {
  return (await get('/api/dead-letters', parameters)) as DeadLettersAnswer;
}

/** One dead letter; `path` is its encoded topic/partition/offset. */
export async function getDeadLetter(path: string): Promise<WholeDeadLetter> {
  return (await get(`/api/dead-letters/${path}`)) as WholeDeadLetter;
}

export async function redriveState(): Promise<RedriveState> {
  return (await get('/api/dead-letters/redrive')) as RedriveState;
}

/** Resends dead letters with the operator key. */
export async function redrive(body: object, key: string): Promise<RedriveAnswer> {
  return (await request('/api/dead-letters/redrive', {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
    },
    body: JSON.stringify(body),
  })) as RedriveAnswer;
}

export async function pipelineState(): Promise<PipelineState> {
  return (await get('/api/pipeline')) as PipelineState;
}

export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function get(path: string, parameters: Parameter[] = []): Promise<unknown> {
  const query = new URLSearchParams(parameters).toString();
  return request(query ? `${path}?${query}` : path, { headers: { accept: 'application/json' } });
}

async function request(address: string, options: RequestInit): Promise<unknown> {
  const response = await fetch(address, options).catch(() => {
    throw new Error('The search service does not answer.');
  });
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const { detail } = body as { readonly detail?: string };
  throw new AnswerError(detail ?? `The search service returned status ${response.status}.`, response.status);
}
