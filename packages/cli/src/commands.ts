/** A command of `gazette` and who carries it out. */
export interface Command {
  /** What it does, in one line. */
  readonly summary: string;
  /** The directory, from the root of the project, whose `dist/cli.js` carries it out. */
  readonly owner: string;
  /** Variables it cannot do without. */
  readonly needs: readonly string[];
}

const FETCHER = 'services/fetcher';
const ANNOTATOR = 'services/annotator';
const INDEXER = 'services/indexer';
const kafka = ['GAZETTE_KAFKA', 'GAZETTE_REGISTRY'];
const everything = [...kafka, 'GAZETTE_OPENSEARCH'];

/** Every command, in the order in which help lists them. */
export const commands: Readonly<Record<string, Command>> = {
  push: {
    summary: 'Send articles: text, pages, JSON, NDJSON, CSV, a folder or standard input',
    owner: FETCHER,
    needs: ['GAZETTE_PUSH_URL', 'GAZETTE_API_KEY'],
  },
  keys: { summary: 'Make or list API keys, of which only a hash is kept', owner: FETCHER, needs: [] },
  feeds: { summary: 'Add, list, pause, resume or remove feeds', owner: FETCHER, needs: kafka },
  search: {
    summary: 'Find articles by person, issue, date and text',
    owner: 'services/search',
    needs: ['GAZETTE_SEARCH_URL'],
  },
  annotate: {
    summary: 'Find persons, issues, dates and quotes in NDJSON; needs no engine',
    owner: ANNOTATOR,
    needs: [],
  },
  extract: { summary: 'Find the article in NDJSON of pages; needs no engine', owner: FETCHER, needs: [] },
  issues: { summary: 'Check a file of issues', owner: ANNOTATOR, needs: [] },
  'dead-letters': {
    summary: 'List, show or redrive messages that could not be handled',
    owner: INDEXER,
    needs: everything,
  },
  reannotate: { summary: 'Annotate what has been accepted again', owner: ANNOTATOR, needs: kafka },
  reindex: { summary: 'Build the index again, without downtime', owner: INDEXER, needs: everything },
  schemas: { summary: 'Check or register the Avro schemas', owner: 'infra', needs: [] },
  deploy: {
    summary: 'Put topics, schemas, indices and search templates in place',
    owner: 'infra',
    needs: everything,
  },
};

/** What `gazette --help` prints. */
export function overview(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(13)} ${summary}`);
  return `Usage: gazette COMMAND [options]

${lines.join('\n')}

gazette COMMAND --help says more. Where things are comes from the environment (GAZETTE_…), else from the npm start that
runs in this checkout.
`;
}
