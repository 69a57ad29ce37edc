import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testEngines, type Service, type TestEngines } from '@gazette/dev';
import { startGroupFlow, type Consuming, type GroupFlow } from '../support/group-flow.ts';
import { patient } from '../support/patience.ts';
import { startPipeline, type Pipeline } from '../support/stack.ts';

/** Bounds that this system promises, in milliseconds; a machine with more to do than cores is given its share more, up to twice. */
const AFTER_A_KILL = 10_000;
const AFTER_A_STOP = 3000;
const AT_A_JOIN = 2000;

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
    let goes: Service;
    let flow: GroupFlow;

    beforeEach(async () => {
      pipeline = await startPipeline({
        engines,
        name: 'e2e',
        env: { GAZETTE_API_KEYS: 'e2e:a-key-of-rebalance' },
      });
      [, goes] = await Promise.all([pipeline.start(name), pipeline.start(name)]);
      flow = startGroupFlow(pipeline.kafka, name, 60);
      await flow.passes(30_000);
    });

    afterEach(async () => {
      await flow.stop();
      await pipeline.stop();
    });

    it('kill -9 of one moves its partitions to the other', async () => {
      goes.kill('SIGKILL');
      await goes.ended();

      await flow.passes(patient(AFTER_A_KILL));
    });

    it('a stop moves its partitions, and a join moves them back, without holding any up', async () => {
      const ended = await flowing(goes.stop(), patient(AFTER_A_STOP));
      expect(ended).toBe('exit code 0');

      await flowing(goes.restart(), patient(AT_A_JOIN));
      await flow.passes(patient(AT_A_JOIN));
    });

    /** While something happens, everything written is committed within the time, again and again. */
    async function flowing<T>(event: Promise<T>, withinMs: number): Promise<T> {
      const state = { over: false };
      const happening = event.finally(() => {
        state.over = true;
      });
      do await flow.passes(withinMs);
      while (!state.over);
      return happening;
    }
  },
);
