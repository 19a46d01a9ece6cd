/**
 * The imports that ARCHITECTURE.md allows. A name such as `@steno/audio` is seen here as the file it leads to:
 * packages/audio/dist/index.js.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- this file is a CommonJS module */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
/* eslint-enable @typescript-eslint/no-require-imports */

/** LiveKit Agents, without which the imports of packages/livekit lead nowhere. */
const hasLivekit = existsSync(join(__dirname, 'packages/livekit/node_modules/@livekit/agents'));

/** What each package may import of the others, and of npm. */
const allowed = {
  protocol: { packages: [], npm: ['zod'] },
  audio: { packages: [], npm: [] },
  captions: { packages: [], npm: [] },
  formatting: { packages: [], npm: [] },
  recognition: { packages: ['audio'], npm: ['@ricky0123/vad-web', 'koffi', 'sherpa-onnx-node', 'tar'] },
  server: {
    packages: ['protocol', 'audio', 'captions', 'formatting', 'recognition'],
    npm: [
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
      'jose',
      'libsql',
      'pino',
      'prom-client',
      'ws',
    ],
  },
  client: { packages: ['protocol', 'audio', 'captions'], npm: ['ws'] },
  console: {
    packages: ['protocol', 'audio', 'captions', 'client'],
    npm: ['preact', '@preact/signals', 'zod'],
  },
  cli: {
    packages: ['protocol', 'audio', 'captions', 'formatting', 'recognition', 'server', 'client'],
    npm: ['commander'],
  },
  livekit: { packages: ['protocol', 'client'], npm: ['@livekit/agents', '@livekit/rtc-node'] },
  testkit: {
    packages: ['protocol', 'audio', 'captions', 'formatting', 'recognition', 'server', 'client'],
    npm: ['ws'],
  },
};

/** Modules that are loaded in one place, so that there is one place to look when they misbehave. */
const oneFileOnly = [
  {
    module: 'node_modules/(@types/)?ws/',
    name: 'ws',
    files: ['packages/server/src/gateway/ws-adapter.ts', 'packages/client/src/node/ws-socket.ts'],
  },
  {
    module: '^(node:)?child_process$',
    name: 'child_process',
    files: ['packages/recognition/src/worker/host/worker-process.ts', 'packages/client/src/node/programs/program.ts'],
  },
  {
    module: 'node_modules/sherpa-onnx-',
    name: 'sherpa-onnx-node',
    files: ['packages/recognition/src/engines/sherpa/addon.ts'],
  },
  {
    module: 'node_modules/koffi/',
    name: 'koffi',
    files: ['packages/recognition/src/engines/pocketsphinx/library.ts'],
  },
  {
    module: 'node_modules/tar/',
    name: 'tar',
    files: ['packages/recognition/src/models/package-archive.ts'],
  },
  {
    module: 'node_modules/libsql/',
    name: 'libsql',
    files: ['packages/server/src/store/libsql-database.ts'],
  },
  {
    module: 'node_modules/jose/',
    name: 'jose',
    files: ['packages/server/src/auth/signed-token.ts', 'packages/server/src/auth/issuer-tokens.ts'],
  },
  {
    module: 'node_modules/prom-client/',
    name: 'prom-client',
    files: ['packages/server/src/metrics/prometheus.ts'],
  },
  {
    module: 'node_modules/@opentelemetry/',
    name: 'opentelemetry',
    files: ['packages/server/src/tracing/open-telemetry.ts'],
  },
  { module: 'node_modules/pino/', name: 'pino', files: ['packages/server/src/log.ts'] },
];

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
const anyOf = (patterns) => `(${patterns.join('|')})`;

const packageRules = Object.entries(allowed).map(([name, { packages, npm }]) => ({
  name: `${name}-imports`,
  comment: `packages/${name} may import: ${[...packages, ...npm].join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/src/` },
  to: {
    pathNot: [
      `^packages/${name}/src/`,
      ...packages.map((other) => `^packages/${other}/dist/`),
      ...npm.map((dependency) => `node_modules/(@types/)?${escape(dependency)}/`),
    ],
    dependencyTypesNot: ['core'],
  },
}));

const oneFileRules = oneFileOnly.map(({ module, name, files }) => ({
  name: `${name}-in-one-file`,
  comment: `${name} is loaded in ${files.join(' and ')} only.`,
  severity: 'error',
  // The testkit plays the other side of the wire.
  from: { path: '^packages/[^/]+/src/', pathNot: ['^packages/testkit/', ...files.map((file) => `^${escape(file)}$`)] },
  to: { path: module },
}));

module.exports = {
  forbidden: [
    ...packageRules,
    ...oneFileRules,
    {
      name: 'neutral-packages',
      comment: 'protocol, audio, captions and formatting run anywhere: no module of Node.',
      severity: 'error',
      from: { path: '^packages/(protocol|audio|captions|formatting)/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'neutral-client',
      comment:
        'What the client shares, and what it has for browsers, runs in browsers: no module of Node, nothing for Node.',
      severity: 'error',
      from: { path: '^packages/client/src/(common|browser)/' },
      to: { path: anyOf(['^packages/client/src/node/', 'node_modules/(@types/)?ws/', '^node:']) },
    },
    {
      name: 'common-client',
      comment: 'What the client shares knows no platform.',
      severity: 'error',
      from: { path: '^packages/client/src/common/' },
      to: { path: '^packages/client/src/(?!common/)' },
    },
    {
      name: 'neutral-contract',
      comment: 'The recognition contract knows no engine, no worker and no module of Node.',
      severity: 'error',
      from: { path: '^packages/recognition/src/contract/' },
      to: { pathNot: '^packages/(recognition/src/contract|audio/dist)/' },
    },
    {
      name: 'native-code-stays-in-the-worker',
      comment: 'Native code runs behind the process boundary: only the worker child and the engines lead to it.',
      severity: 'error',
      from: { path: '^packages/recognition/src/', pathNot: '^packages/recognition/src/(engines|worker/child)/' },
      to: {
        path: '^packages/recognition/src/engines/(sherpa/addon|pocketsphinx/library)[.]ts$',
        reachable: true,
      },
    },
    {
      name: 'session-knows-no-socket',
      comment: 'A session runs over ports: no socket, no HTTP, no file, no database.',
      severity: 'error',
      from: { path: '^packages/server/src/(session|transcript|formats)/' },
      to: {
        path: anyOf([
          '^packages/server/src/gateway/',
          '^packages/server/src/store/(?!record-store[.]ts$)',
          'node_modules/libsql/',
          '^(node:)?(http|https|net|tls|fs|fs/promises)$',
        ]),
      },
    },
    {
      name: 'no-package-insides',
      comment: 'A package is entered through its exports, by its name.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/(src|test)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'no-package-insides-from-outside',
      comment: 'Whole-process tests, benchmarks and examples use packages by their names.',
      severity: 'error',
      from: { path: '^(e2e|bench|examples|scripts)/' },
      to: { path: '^packages/[^/]+/(src|test)/' },
    },
    {
      name: 'no-own-build',
      comment: 'A package does not import what it compiles to.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/(src|test)/' },
      to: { path: '^packages/$1/dist/' },
    },
    {
      name: 'sources-know-no-tests',
      comment: 'What ships does not import what tests it.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '^packages/testkit/' },
      to: { path: anyOf(['^packages/testkit/', '/test/', '^e2e/', '^bench/', 'node_modules/(vitest|fast-check)/']) },
    },
    {
      name: 'scripts-need-nothing-installed',
      comment: 'The scripts run in a fresh clone: modules of Node only.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { pathNot: '^scripts/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-circles',
      comment: 'Imports lead one way.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'dependencies-are-declared',
      comment:
        'What a package imports, its package.json names. What the console is made of is in its files, not beside them.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '^packages/console/' },
      // A peer that the package's own tests need as well is both.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: {
      path: [
        '^packages/[^/]+/dist/.*[.]d[.]ts$',
        '^bench/dist/',
        '/fixtures/',
        ...(hasLivekit ? [] : ['^packages/livekit/']),
      ],
    },
    combinedDependencies: false,
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    exoticRequireStrings: ['require', 'require.resolve'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
