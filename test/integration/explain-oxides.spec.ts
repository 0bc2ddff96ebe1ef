import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain, type ExplainCommandOptions, type StructureTree } from '../../src/cli/explain/explain.js';

const OXIDES = fileURLToPath(new URL('../../../shared/data/spectra/ok-elnes', import.meta.url));
const isThere = existsSync(join(OXIDES, 'sites.jsonl'));

const OPTIONS: ExplainCommandOptions = {
  metric: 'cosine',
  linkage: 'complete',
  clusters: 4,
  criterion: 'gini',
  maxDepth: 4,
  minLeaf: 5,
  pruning: 'least-error',
  seed: 1,
  broaden: 1,
  groupBy: 'formula',
  withoutFlag: [],
  out: [],
  json: true,
};

async function run(path: string, more: Partial<ExplainCommandOptions> = {}): Promise<string> {
  const lines: string[] = [];
  const io = { out: (text: string) => lines.push(text), note: () => {} } as unknown as Parameters<
    typeof explain
  >[2]['io'];
  await explain(path, { ...OPTIONS, ...more }, { io, version: '0' });
  return lines.join('\n');
}

describe.skipIf(!isThere)('O K of oxides explained (skipped without ../shared/data/spectra/ok-elnes)', () => {
  let folder = '';
  let tree: StructureTree;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kaimen-explain-'));
    const saved = join(folder, 'tree.json');
    await run(OXIDES, { out: [saved] });
    tree = JSON.parse(readFileSync(saved, 'utf8')) as StructureTree;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads 175 sites of 47 formulas and finds clusters that hold several each', () => {
    expect(tree.sites.length).toBe(175);
    expect(tree.measures.routing.nGroups).toBe(47);
    expect(tree.clusters.filter(({ nGroups }) => nGroups >= 10).length).toBeGreaterThanOrEqual(3);
  });

  it('tells the cluster of a formula that was left out better than the largest cluster does', () => {
    const { accuracy, majorityAccuracy } = tree.measures.routing;
    // Measured: 0.62 ± 0.06 against 0.43.
    expect(accuracy.value - 2 * accuracy.std!).toBeGreaterThan(majorityAccuracy);
  });

  it('is honest about spectra of new formulas: not shown to beat the mean of all, better than the most similar structure', () => {
    const { tree: own, meanSpectrum, nearestStructure, bestCluster, leafMixture } = tree.measures.prediction;
    // Measured: 0.310 against 0.311, 0.338, 0.258; mixture 0.297.
    expect(own.value).toBeLessThan(nearestStructure.value);
    expect(bestCluster.value).toBeLessThan(own.value);
    expect(leafMixture.value).toBeLessThan(meanSpectrum.value);
    expect(Math.abs(own.value - meanSpectrum.value)).toBeLessThan(0.03);
  });

  it('rests on the packing and the metal', () => {
    const largestFirst = [...tree.importances.families].sort((a, b) => b.accuracyLost - a.accuracyLost);
    expect(new Set(largestFirst.slice(0, 2).map(({ name }) => name))).toEqual(
      new Set(['packing', 'chemistry']),
    );
  });

  it('predicts the spectrum of a structure from a saved tree', async () => {
    const given = join(folder, 'descriptors.json');
    const records = readFileSync(join(OXIDES, 'sites.jsonl'), 'utf8').split('\n');
    writeFileSync(given, records[0]);
    const out = join(folder, 'MgO.csv');
    const told = JSON.parse(await run(join(folder, 'tree.json'), { predict: given, out: [out] })) as {
      nearestSites: { id: string }[];
      leaf: number;
    };
    expect(told.nearestSites[0].id).toBe('MgO_rocksalt__000');
    expect(told.leaf).toBe(tree.sites[0].leaf);
    expect(readFileSync(out, 'utf8').split('\r\n').length).toBeGreaterThan(450);
  });
});
