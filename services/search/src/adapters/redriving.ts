import { createDeadLetterStore, createRedriver, type KafkaConfig, type Logger } from '@gazette/runtime';
import { Problem, RETRY_AFTER_SECONDS, SetupError } from '@gazette/schemas';
import type { Redrive, RedriveResult } from '../operations/redrive-letters.ts';
import type { SearchDeps } from './routes.ts';
import type { SearchEngine } from './search-engine.ts';

/** At this rate the largest request, 100 messages, takes two seconds. */
const MESSAGES_PER_SECOND = 50;

/** The operator key and the redrive of the REST interface; null without a configured key. */
export function createOperators(
  engine: Pick<SearchEngine, 'call'>,
  configured: { readonly key: string; readonly kafka: KafkaConfig } | null,
  logger: Logger,
): { readonly allowed: SearchDeps['operators']; readonly stop: () => Promise<void> } {
  if (configured === null) return { allowed: null, stop: () => Promise.resolve() };
  const { redrive, stop } = createRedrive(engine, configured.kafka, logger);
  return { allowed: { key: configured.key, redrive }, stop };
}

/** Runs one redrive at a time. Connects to Kafka on the first request. */
function createRedrive(
  engine: Pick<SearchEngine, 'call'>,
  kafka: KafkaConfig,
  logger: Logger,
): { readonly redrive: Redrive; readonly stop: () => Promise<void> } {
  const redriver = createRedriver(kafka, createDeadLetterStore(engine.call, kafka.prefix), logger);
  let busy = false;

  async function redrive(request: Parameters<Redrive>[0]): Promise<readonly RedriveResult[]> {
    const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    if (busy) throw new Problem(429, 'Another redrive is running; try again later.', retry);
    busy = true;
    try {
      const results: RedriveResult[] = [];
      for await (const result of redriver.run({ ...request, rate: MESSAGES_PER_SECOND }))
        results.push(result);
      return results;
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      const what = cause instanceof SetupError ? why : `Kafka did not accept the messages: ${why}`;
      throw new Problem(503, `${what} Messages already sent are marked; the others are still waiting.`, {
        cause,
        ...retry,
      });
    } finally {
      busy = false;
    }
  }

  return { redrive, stop: redriver.stop };
}
