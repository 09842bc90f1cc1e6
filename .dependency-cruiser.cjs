/**
 * The floors of the house (docs/architecture.md): a file imports its own folder and any lower floor.
 * Never up, never sideways, never the composition root. Each SDK has one home.
 */
const floors = [
  ['common', 'config', 'metrics', 'tracing'],
  ['database', 'health'],
  ['hub', 'storage', 'cache', 'processing', 'auth'],
  ['images', 'characters', 'campaigns', 'logging'],
  ['generation'],
  ['portraits', 'maps', 'tokens', 'items', 'edits', 'themes', 'gallery'],
];
const pattern = (folders) => `^src/(${folders.join('|')})/`;

const up = floors.slice(0, -1).map((folders, floor) => ({
  name: `floor-${floor}-imports-no-higher-floor`,
  comment: `${folders.join(', ')} stand on floor ${floor}: what they need from above must come to them through a port they own.`,
  severity: 'error',
  from: { path: pattern(folders) },
  to: { path: pattern(floors.slice(floor + 1).flat()) },
}));

const sideways = floors.map((folders, floor) => ({
  name: `floor-${floor}-imports-no-neighbour`,
  comment: `Neighbours on floor ${floor} (${folders.join(', ')}) do not know each other: move the shared idea one floor down.`,
  severity: 'error',
  from: { path: '^src/([^/]+)/', pathNot: `^src/(?!(${folders.join('|')})/)` },
  to: { path: pattern(folders), pathNot: '^src/$1/' },
}));

const home = (name, sdk, folder) => ({
  name,
  comment: `${sdk} has one home: src/${folder}. Ask for what you need through a port there.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${folder}/` },
  to: { path: `node_modules/${sdk}` },
});

module.exports = {
  forbidden: [
    ...up,
    ...sideways,
    {
      name: 'nobody-imports-the-root',
      comment: 'main.ts and app.module.ts know everyone, so nobody may know them.',
      severity: 'error',
      from: { path: '^src/.+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'the-page-is-a-program-of-its-own',
      comment: 'src/gallery/web runs in browsers and knows the service by its HTTP interface only.',
      severity: 'error',
      from: { path: '^src/gallery/web/' },
      to: { path: '^(src|test)/', pathNot: '^src/gallery/web/' },
    },
    {
      name: 'the-service-does-not-run-its-page',
      comment: 'What runs in browsers is built by Vite and only served.',
      severity: 'error',
      from: { path: '^(src|test)/', pathNot: '^src/gallery/web/' },
      to: { path: '^src/gallery/web/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be understood one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'end-to-end-tests-are-strangers',
      comment: 'test/e2e speaks only HTTP and NATS: what it needs from src is not part of the contract.',
      severity: 'error',
      from: { path: '^test/e2e/' },
      to: { path: '^src/' },
    },
    {
      name: 'no-test-in-production',
      comment: 'Production code does not know its tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|contract)\\.ts$' },
      to: { path: '(^test/|\\.(spec|contract)\\.ts$)' },
    },
    home('sharp-lives-in-processing', 'sharp/', 'processing'),
    home('nats-lives-in-hub', 'nats/', 'hub'),
    home('aws-sdk-lives-in-storage', '@aws-sdk/', 'storage'),
    home('redis-lives-in-cache', '(redis|@redis)/', 'cache'),
    home('jose-lives-in-auth', 'jose/', 'auth'),
    home('preact-lives-in-the-gallery', 'preact/', 'gallery/web'),
    home('opentelemetry-lives-in-tracing', '@opentelemetry/', 'tracing'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
