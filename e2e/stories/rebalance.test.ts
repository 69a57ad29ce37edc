import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testEngines, type Service, type TestEngines } from '@gazette/dev';
import { startGroupFlow, type Consuming, type GroupFlow } from '../support/group-flow.ts';
import { scaledForLoad } from '../support/patience.ts';
import { startPipeline, type Pipeline } from '../support/stack.ts';

/** Bounds that the system promises; an overloaded machine is given up to twice as long. */
const AFTER_A_KILL_MS = 10_000;
const AFTER_A_STOP_MS = 3000;
const AT_A_JOIN_MS = 2000;

let engines: TestEngines;

beforeAll(async () => {
  engines = await testEngines();
});

afterAll(async () => {
  await engines.stop();
});

describe.each<Consuming>(['fetcher', 'annotator', 'indexer'])(
  'two instances of the %s under load',
  (name) => {
    let pipeline: Pipeline;
    let leaving: Service;
    let flow: GroupFlow;

    beforeEach(async () => {
      pipeline = await startPipeline({
        engines,
        name: 'e2e',
        env: { GAZETTE_API_KEYS: 'e2e:a-key-of-rebalance' },
      });
      [, leaving] = await Promise.all([pipeline.start(name), pipeline.start(name)]);
      flow = startGroupFlow(pipeline.kafka, name, 60);
      await flow.caughtUp(30_000);
    });

    afterEach(async () => {
      await flow.stop();
      await pipeline.stop();
    });

    it('the other instance takes over the partitions of a killed one in time', async () => {
      leaving.kill('SIGKILL');
      await leaving.ended();

      await flow.caughtUp(scaledForLoad(AFTER_A_KILL_MS));
    });

    it('partitions move at a stop and at a join without a long pause', async () => {
      const ended = await flowing(leaving.stop(), scaledForLoad(AFTER_A_STOP_MS));
      expect(ended).toBe('exit code 0');

      await flowing(leaving.restart(), scaledForLoad(AT_A_JOIN_MS));
      await flow.caughtUp(scaledForLoad(AT_A_JOIN_MS));
    });

    /** Checks repeatedly during an event that everything written so far is committed within the time. */
    async function flowing<T>(event: Promise<T>, withinMs: number): Promise<T> {
      const state = { over: false };
      const happening = event.finally(() => {
        state.over = true;
      });
      do await flow.caughtUp(withinMs);
      while (!state.over);
      return happening;
    }
  },
);
