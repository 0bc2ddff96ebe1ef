import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { explainSpectra } from '../../src/science/structure-trees/explain-spectra.js';
import { madeUpSites } from '../../src/science/structure-trees/testing/made-up-sites.js';
import { DEFAULT_EXPLAIN_OPTIONS } from '../../src/workflows/explain-spectra/explain-folder.js';
import { makeFixture } from '../../src/web/dev/fixture.js';
import { makeFixtureModel } from '../../src/web/dev/fixture-model.js';
import type { FixtureKind } from '../../src/web/dev/fixture-scan.js';

/** Not a host of any network: the browser's requests to it are answered here. */
export const ORIGIN = 'http://kaimen.test';
const ROOT = 'dist/web';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const NOW = '2026-11-29T12:00:00.000Z';
const done = (id: string, subjectId: string) => ({
  ...{ id, kind: 'analysis', subjectId, state: 'succeeded', progress: 1, stage: null, problem: null },
  ...{ createdAt: NOW, startedAt: NOW, finishedAt: NOW },
});

function recordsOf(kind: FixtureKind) {
  const id = `fixture-${kind}`;
  const summary = { format: 'dm4', formatVersion: '4', scans: [], skipped: [], warnings: [] };
  const file = { fileName: `${id}.dm4`, sizeBytes: 1, sha256: '0'.repeat(64) };
  const dataset = {
    ...{ id, ...file, state: 'ready', problem: null, summary, jobId: `${id}-i`, createdAt: NOW },
    ...{ sidecar: null, sidecarProblem: null, instrument: null, session: null, modifiedAt: null },
  };
  const coreLoss = { datasetId: id, scanIndex: 0 };
  const recipe = { name: 'default' };
  const analysis = {
    ...{ id: `${id}-a`, coreLoss, lowLoss: null, recipe, recipeSha256: null, savedRecipe: null },
    ...{ createdAt: NOW, job: done(`${id}-j`, `${id}-a`) },
  };
  return { dataset, analysis };
}

type Answer = { readonly json: unknown } | { readonly bytes: Buffer } | null;

/** Planted clusters, told apart by planted structure: all else is made by the code that explains. */
const fixtureTree = () =>
  explainSpectra(
    madeUpSites(),
    { ...DEFAULT_EXPLAIN_OPTIONS, importanceRepeats: 5 },
    { software: { name: 'kaimen', version: '0.0.0' }, inputs: [] },
  );

function modelAnswers(): Map<string, unknown> {
  const { manifest, card, evaluation, references } = makeFixtureModel();
  const { task, version } = manifest;
  const path = `/models/${task}/${version}`;
  const files = Object.entries({ ...manifest.files, 'manifest.json': 'a'.repeat(64) }).map(
    ([name, sha256], i) => ({ name, sha256, sizeBytes: 1000 * (i + 1) ** 3 }),
  );
  const detail = {
    id: `${task}@${version}`,
    manifest,
    manifestSha256: 'a'.repeat(64),
    card,
    evaluation,
    structureTree: fixtureTree(),
    files,
  };
  const { title, status, technique, edge } = manifest;
  const outputs = [
    { name: 'fractions', label: 'Mn fractions', unit: '', kind: 'fractions' },
    { name: 'valence', label: 'mean Mn valence', unit: '', kind: 'scalar' },
  ];
  const item = { id: detail.id, task, version, title, status, technique, edge, outputs };
  const refused = [
    {
      task: 'o-k-local-structure',
      version: '0.1.0',
      reason: 'model.onnx is not the file that the manifest names: its SHA-256 is 9a8b…, not 3f1c….',
    },
  ];
  return new Map<string, unknown>([
    ['/models', { items: [item], refused }],
    [path, detail],
    [`${path}/files/references.json`, references],
  ]);
}

function answers(kind: FixtureKind): (path: string, url: URL) => Answer {
  const { dataset, analysis } = recordsOf(kind);
  const { result, counts } = makeFixture(kind);
  const { nChannels } = result.calibration.energy;
  const known = new Map<string, unknown>([
    ...modelAnswers(),
    ['/session', { ownerId: 'fixture', scopes: [] }],
    [`/datasets/${dataset.id}`, dataset],
    ['/analyses', { items: [analysis], nextCursor: null }],
    [`/analyses/${analysis.id}/result`, result],
    [`/analyses/${analysis.id}/evidence`, { items: [] }],
  ]);
  return (path, url) => {
    if (path.endsWith('/spectra')) {
      const [from, to] = ['from', 'to'].map((key) => Number(url.searchParams.get(key)) * nChannels);
      const part = counts.slice(from, to);
      return { bytes: Buffer.from(part.buffer, part.byteOffset, part.byteLength) };
    }
    return known.has(path) ? { json: known.get(path) } : null;
  };
}

const notFound = {
  code: 'not-found',
  status: 404,
  title: 'There is no such thing',
  detail: 'Not in the fixture.',
};

/** The built page before answers that are made up: what no service has computed yet can be looked at and tested. */
export async function serveFixture(page: Page, kind: FixtureKind): Promise<string> {
  const answer = answers(kind);
  await page.route(`${ORIGIN}/**`, async (route: Route) => {
    const url = new URL(route.request().url());
    if (url.pathname.startsWith('/api/v1/')) {
      const found = answer(url.pathname.slice('/api/v1'.length), url);
      if (found === null)
        return route.fulfill({
          status: 404,
          contentType: 'application/problem+json',
          body: JSON.stringify(notFound),
        });
      return 'bytes' in found
        ? route.fulfill({ contentType: 'application/octet-stream', body: found.bytes })
        : route.fulfill({ json: found.json });
    }
    const asked = join(ROOT, url.pathname);
    const file = extname(asked) !== '' && existsSync(asked) ? asked : join(ROOT, 'index.html');
    return route.fulfill({ contentType: TYPES[extname(file)], body: readFileSync(file) });
  });
  return `${ORIGIN}/datasets/fixture-${kind}`;
}
