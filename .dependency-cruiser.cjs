/** The boundaries of ARCHITECTURE.md, checked by `npm run check`. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'services-are-islands',
      comment: 'Services share only schemas/ and packages/; they never import each other.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'schemas-stand-alone',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { path: '^(services|packages|infra|e2e|fault-lab)/' },
    },
    {
      name: 'runtime-knows-no-service',
      severity: 'error',
      from: { path: '^packages/runtime/' },
      to: { path: '^(services|infra|e2e|fault-lab|packages/(cli|dev))/' },
    },
    {
      name: 'cli-imports-no-command',
      comment: 'The command line runs the cli.ts of each service, and of infra, as a process.',
      severity: 'error',
      from: { path: '^packages/cli/' },
      to: { path: '^(services|infra)/' },
    },
    {
      name: 'kafka-behind-runtime',
      severity: 'error',
      // The fault laboratory checks the runtime, so it uses kafkajs directly.
      from: { pathNot: '^(packages/runtime|fault-lab)/' },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'opensearch-in-adapters',
      severity: 'error',
      from: {
        path: '^(services|packages|schemas)/',
        pathNot: [
          '^services/(fetcher|indexer|search)/src/.*adapters/',
          '\\.test\\.ts$',
          '^services/search/test-support/',
          '^packages/runtime/src/opensearch\\.ts$',
        ],
      },
      to: { path: 'node_modules/@opensearch-project' },
    },
    {
      name: 'fetcher-crawl-and-push-apart',
      comment: 'Both build on accept; neither knows the other.',
      severity: 'error',
      from: { path: '^services/fetcher/src/(crawl|push)/' },
      to: { path: '^services/fetcher/src/(crawl|push|commands)/', pathNot: '^services/fetcher/src/$1/' },
    },
    {
      name: 'fetcher-foundations',
      comment: 'Text, feeds, extraction and acceptance know nothing of who uses them.',
      severity: 'error',
      from: { path: '^services/fetcher/src/(text|feeds|extract|accept)/' },
      to: { path: '^services/fetcher/src/(crawl|push|commands)/' },
    },
    {
      name: 'no-code-imports-tests-or-tools',
      comment: "Developers' tools and tests import the product, never the other way round.",
      severity: 'error',
      from: { path: '^(schemas|services|infra|packages/(cli|runtime))/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/dev|e2e|fault-lab)/' },
    },
    {
      name: 'pure-core',
      comment: 'I/O lives in adapters/, main.ts, cli.ts and config.ts.',
      severity: 'error',
      from: {
        path: '^services/[^/]+/src/',
        pathNot: '/(adapters/|main\\.ts$|cli\\.ts$|config\\.ts$)|\\.test\\.ts$',
      },
      to: {
        path: '/adapters/|node_modules/(kafkajs|express|@opensearch-project|undici)|^(node:)?(fs|http|https|net|process|child_process)(/|$)|^packages/runtime',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/(?!@gazette))/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
