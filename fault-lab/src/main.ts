import { stopRequested } from '@gazette/dev';
import { parseArgs } from 'node:util';
import { catalogue } from './faults/inject.ts';
import { renderFailure } from './report.ts';
import { runFaults } from './run.ts';

const HELP = `Breaks a running pipeline and checks that no article is lost or duplicated.

Usage: npm run test:faults -- [options]

  --minutes N   duration of traffic and faults (20)
  --seed S      chooses traffic and faults; the same seed repeats a run (by the clock)
  --rate R      writes per second (50)
  --every N     seconds from one fault to the next, on average (20)
  --cluster     three brokers and three OpenSearch nodes instead of one of each
  --kind K      only faults of this kind; may be repeated
  --list        lists the kinds of faults
`;

/**
 * The laboratory's command line. Returns exit code 1 if a check failed or could not run, and prints the
 * command that repeats the run. Throws for invalid options.
 */
export async function main(args: readonly string[], run = runFaults): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      rate: { type: 'string', default: '50' },
      every: { type: 'string', default: '20' },
      cluster: { type: 'boolean', default: false },
      kind: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(HELP);
  const kinds = catalogue(values.cluster);
  if (values.list) console.log(kinds.map(({ kind }) => kind).join('\n'));
  if (values.help || values.list) return 0;

  const options = {
    minutes: numberOf('--minutes', values.minutes),
    seed: numberOf('--seed', values.seed),
    rate: numberOf('--rate', values.rate),
    everySeconds: numberOf('--every', values.every),
    cluster: values.cluster,
  };
  const onlyKinds = (values.kind ?? []).map((kind) => knownKind(kind, kinds));

  const abort = new AbortController();
  void stopRequested().then((why) => {
    abort.abort(new Error(`Interrupted (${why}): nothing was checked.`));
  });
  try {
    const report = await run({
      ...options,
      ...(values.kind ? { kinds: onlyKinds } : {}),
      log: console.log,
      signal: abort.signal,
    });
    return report.violations.length === 0 ? 0 : 1;
  } catch (error) {
    console.log(renderFailure({ ...options, onlyKinds }, error));
    return 1;
  }
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option}: expected a number above 0, found ${text}`);
  return value;
}

function knownKind(kind: string, kinds: ReturnType<typeof catalogue>): string {
  if (kinds.some((known) => known.kind === kind)) return kind;
  throw new Error(`--kind: expected a kind listed by --list, found ${kind}`);
}
