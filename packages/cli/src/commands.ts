/** A command of `gazette` and the service that runs it. */
export interface Command {
  /** One-line description, also the first line of the command's help. */
  readonly summary: string;
  /** The directory, relative to the project root, whose `dist/cli.js` runs the command. */
  readonly owner: string;
  /** Required environment variables. */
  readonly needs: readonly string[];
}

const FETCHER = 'services/fetcher';
const ANNOTATOR = 'services/annotator';
const INDEXER = 'services/indexer';
const kafka = ['GAZETTE_KAFKA', 'GAZETTE_REGISTRY'];
const everything = [...kafka, 'GAZETTE_OPENSEARCH'];

/** Every command, in the order of the help text. */
export const commands: Readonly<Record<string, Command>> = {
  push: {
    summary: 'Send articles from text, HTML, JSON, NDJSON or CSV files, folders or standard input',
    owner: FETCHER,
    needs: ['GAZETTE_PUSH_URL', 'GAZETTE_API_KEY'],
  },
  keys: { summary: 'Create or list API keys; only their hashes are stored', owner: FETCHER, needs: [] },
  feeds: { summary: 'Add, list, pause, resume or remove feeds', owner: FETCHER, needs: kafka },
  search: {
    summary: 'Find articles by person, issue, date and text',
    owner: 'services/search',
    needs: ['GAZETTE_SEARCH_URL'],
  },
  annotate: {
    summary: 'Find persons, issues, dates and quotes in NDJSON articles; runs offline',
    owner: ANNOTATOR,
    needs: [],
  },
  extract: { summary: 'Extract articles from web pages in NDJSON; runs offline', owner: FETCHER, needs: [] },
  issues: { summary: 'Check a file of issues and run its examples', owner: ANNOTATOR, needs: [] },
  'dead-letters': {
    summary: 'List, show or redrive messages that could not be processed',
    owner: INDEXER,
    needs: everything,
  },
  reannotate: {
    summary: 'Annotate accepted articles again with the current rules and knowledge',
    owner: ANNOTATOR,
    needs: kafka,
  },
  reindex: {
    summary: 'Rebuild the index from articles.annotated, without downtime',
    owner: INDEXER,
    needs: everything,
  },
  purge: {
    summary: 'Remove every text of articles for good; markers without text stay',
    owner: INDEXER,
    needs: everything,
  },
  schemas: { summary: 'Check or register the Avro schemas', owner: 'infra', needs: [] },
  deploy: {
    summary: 'Set up topics, schemas, indices and search templates',
    owner: 'infra',
    needs: everything,
  },
};

/** The text of `gazette --help`. */
export function overview(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(13)} ${summary}`);
  return `Usage: gazette COMMAND [options]

${lines.join('\n')}

Run gazette COMMAND --help for details. Addresses come from the environment (GAZETTE_…), otherwise from the
npm start running in this checkout.
`;
}
