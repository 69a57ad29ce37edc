/** A bulk of which some items are refused. */
export interface Refused {
  /** The bulk without them; empty when none is left. */
  readonly rest: string;
  /** The answer to the whole, made of the answer to the rest. */
  readonly merge: (answer: string) => object;
}

type Item = Readonly<Record<string, { readonly status?: number; readonly error?: object }>>;

/**
 * Takes items (by place, from 0) out of the body of a `_bulk` and answers 429 for them, as a node whose write queue is full does.
 * Each place is asked about once: the choice may be random.
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
      // The engine refused the rest as a whole.
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

/** A delete is one line, every other action is followed by its document. */
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
