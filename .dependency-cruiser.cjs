// Who may import whom (docs/architecture.md, "Rooms"). `tests/tools/gates.test.ts` plants a forbidden import.
const room = (name) => `^${name}/`;
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: {
    path: '^(protocol|diaries|client|components|i18n|entrypoints|backend|demo|tests|tools|web)/',
    pathNot: allowed,
  },
});

module.exports = {
  forbidden: [
    only('protocol-alone', room('protocol'), [room('protocol')], 'the wire knows nothing of ours'),
    only('i18n-alone', room('i18n'), [room('i18n'), room('protocol')], 'texts know the wire’s types only'),
    only(
      'diaries-inward',
      room('diaries'),
      [room('diaries'), room('protocol')],
      'foreign pages: the wire’s types only',
    ),
    only('client-inward', room('client'), [room('client'), room('protocol')], 'the application has no view'),
    only(
      'components-inward',
      room('components'),
      [room('components'), room('client'), room('i18n'), room('protocol')],
      'views: props and signals in',
    ),
    only(
      'entrypoints-inward',
      room('entrypoints'),
      [room('entrypoints'), room('components'), room('client'), room('diaries'), room('i18n'), room('protocol')],
      'the extension does not know the server',
    ),
    only(
      'web-inward',
      room('web'),
      [room('web'), room('components'), room('client'), room('i18n'), room('protocol'), '^tools/lean-[a-z]+\\.ts$'],
      'the pages of the server do not know the extension',
    ),
    only(
      'backend-inward',
      room('backend'),
      [room('backend'), room('protocol'), room('i18n')],
      'the server knows no view',
    ),
    only(
      'demo-inward',
      room('demo'),
      [
        room('demo'),
        room('backend'),
        room('diaries'),
        room('protocol'),
        room('i18n'),
        '^tools/.+\\.mjs$',
        '^tools/.+\\.d\\.mts$',
      ],
      'the demo starts the server, never a view',
    ),
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { pathNot: '^(tests|tools)/' },
      to: { path: room('tests') },
    },
    {
      name: 'store-of-its-domain',
      severity: 'error',
      comment: 'another domain’s rules may be called, its store never',
      from: { path: '^backend/([^/]+)/' },
      to: { path: '^backend/[^/]+/store\\.ts$', pathNot: '^backend/$1/' },
    },
    {
      name: 'livekit-client-in-client-call',
      severity: 'error',
      from: { pathNot: '^(client/call|tests)/' },
      to: { path: 'node_modules/livekit-client/' },
    },
    {
      name: 'livekit-server-in-calls',
      severity: 'error',
      from: { pathNot: '^(backend/calls/livekit|tests/)' },
      to: { path: 'node_modules/livekit-server-sdk/' },
    },
    {
      name: 'vk-id-in-accounts',
      severity: 'error',
      from: { pathNot: '^(backend/accounts/vk-id|tests/)' },
      to: { path: 'node_modules/openid-client/' },
    },
    {
      name: 's3-in-files',
      severity: 'error',
      from: { pathNot: '^(backend/files/s3|tests/)' },
      to: { path: 'node_modules/(@aws-sdk|@tus/s3-store)/' },
    },
    {
      name: 'browser-in-entrypoints',
      severity: 'error',
      comment: 'only entrypoints/ touches browser.*',
      from: { pathNot: '^entrypoints/' },
      to: { path: 'node_modules/(webextension-polyfill|wxt/dist/browser)' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    // Its own TypeScript support reads nothing with TypeScript 7.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.mts$' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.mts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
    },
  },
};
