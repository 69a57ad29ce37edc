import { createDeadLetterStore, createRedriver, type KafkaConfig, type Logger } from '@gazette/runtime';
import { Problem, RETRY_AFTER_SECONDS, SetupError } from '@gazette/schemas';
import type { Redrive, RedriveResult } from '../operations/redrive-letters.ts';
import type { SearchDeps } from './routes.ts';
import type { SearchEngine } from './search-engine.ts';

/** Messages a second; a request of the most takes 2 s. */
const RATE = 50;

/** Operators as the REST interface knows them; nobody may send anything back where no key is configured. */
export function createOperators(
  engine: Pick<SearchEngine, 'call'>,
  configured: { readonly key: string; readonly kafka: KafkaConfig } | null,
  logger: Logger,
): { readonly allowed: SearchDeps['operators']; readonly stop: () => Promise<void> } {
  if (configured === null) return { allowed: null, stop: () => Promise.resolve() };
  const { redrive, stop } = createRedrive(engine, configured.kafka, logger);
  return { allowed: { key: configured.key, redrive }, stop };
}

/** The redrive of the command line, one request at a time. Kafka is connected at the first. */
function createRedrive(
  engine: Pick<SearchEngine, 'call'>,
  kafka: KafkaConfig,
  logger: Logger,
): { readonly redrive: Redrive; readonly stop: () => Promise<void> } {
  const redriver = createRedriver(kafka, createDeadLetterStore(engine.call, kafka.prefix), logger);
  let busy = false;

  async function redrive(asked: Parameters<Redrive>[0]): Promise<readonly RedriveResult[]> {
    const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    if (busy) throw new Problem(429, 'Dead letters are being sent back already; try again.', retry);
    busy = true;
    try {
      const results: RedriveResult[] = [];
      for await (const result of redriver.run({ ...asked, rate: RATE })) results.push(result);
      return results;
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      const what = cause instanceof SetupError ? why : `Kafka does not take them now: ${why}`;
      throw new Problem(503, `${what} What was sent is marked; the rest waits.`, { cause, ...retry });
    } finally {
      busy = false;
    }
  }

  return { redrive, stop: redriver.stop };
}
