/** A bulk without its refused items. */
export interface Refused {
  /** The remaining bulk body; empty when all items are refused. */
  readonly rest: string;
  /** Turns the answer to the remaining bulk into the answer to the whole. */
  readonly merge: (answer: string) => object;
}

type Item = Readonly<Record<string, { readonly status?: number; readonly error?: object }>>;

/**
 * Takes items out of a `_bulk` body and answers 429 for them, as a node with a full write queue does.
 * `isRefused` is called once for each position (from 0), so it may choose at random.
 */
export function refuseItems(body: string, isRefused: (place: number) => boolean): Refused {
  const operations = operationsOf(body).map((operation, place) => ({
    ...operation,
    refused: isRefused(place),
  }));
  const kept = operations.filter(({ refused }) => !refused);
  return {
    rest: kept.map(({ lines }) => `${lines.join('\n')}\n`).join(''),
    merge: (text) => {
      const answer = JSON.parse(text) as { readonly items?: readonly Item[]; readonly error?: unknown };
      // The engine refused the remaining bulk as a whole.
      if (answer.error !== undefined) return answer;
      const done = (answer.items ?? []).values();
      const items = operations.map(({ action, refused }) =>
        refused ? { [action]: tooMany() } : done.next().value,
      );
      return { took: 1, ...answer, errors: true, items };
    },
  };
}

interface Operation {
  readonly action: string;
  readonly lines: readonly string[];
}

/** A delete is one line; every other action is followed by its document. */
function operationsOf(body: string): readonly Operation[] {
  const lines = body.split('\n').filter((line) => line !== '');
  const operations: Operation[] = [];
  while (lines.length > 0) {
    const [action = ''] = Object.keys(JSON.parse(lines[0] ?? '{}') as object);
    operations.push({ action, lines: lines.splice(0, action === 'delete' ? 1 : 2) });
  }
  return operations;
}

function tooMany(): object {
  return {
    status: 429,
    error: { type: 'opensearch_rejected_execution_exception', reason: 'rejected by the proxy' },
  };
}
