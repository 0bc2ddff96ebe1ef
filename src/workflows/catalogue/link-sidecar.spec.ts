import { beforeEach, describe, expect, it } from 'vitest';
import { aDataset, anAnalysis } from '../../../test/support/records.js';
import type {
  ChangePoint,
  InterpretationResult,
} from '../../science/interpretation/interpretation-result.js';
import { putText } from '../blob-bytes.js';
import { SMALL_RESULT } from '../exports/testing/small-result.js';
import type { Analysis, Sidecar } from '../ports/records.js';
import { MemoryBlobStore } from '../testing/memory-blob-store.js';
import { MemoryCatalogueRepository } from '../testing/memory-catalogue.js';
import { MemoryDatabase } from '../testing/memory-database.js';
import { MemoryDatasetRepository } from '../testing/memory-datasets.js';
import { CountingIds, TestClock } from '../testing/test-clock.js';
import { LinkSidecar } from './link-sidecar.js';

const SIGMA_5 = { sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0], planeB: null, latticeAngstrom: null } as const;
const sidecar = (material: string): Sidecar => ({
  ...{ sample: 'S1', material: null, instrument: null, recipe: null, note: null },
  boundary: { material, ...SIGMA_5 },
});
const change = (pixel: number, strength: number): ChangePoint => ({
  ...{ pixel, strength, position: pixel / 2, unit: 'nm', std: null, changes: [], what: [] },
});

const clock = new TestClock();
let datasets: MemoryDatasetRepository;
let catalogue: MemoryCatalogueRepository;
let blobs: MemoryBlobStore;
let link: LinkSidecar;
let isWanted: boolean;

beforeEach(() => {
  datasets = new MemoryDatasetRepository(new MemoryDatabase(clock));
  catalogue = new MemoryCatalogueRepository(new CountingIds());
  blobs = new MemoryBlobStore(clock);
  const rules = { wantsLink: () => Promise.resolve(isWanted) };
  isWanted = true;
  link = new LinkSidecar({ datasets, catalogue, blobs, rules, clock });
});

/** An analysis of a dataset with this sidecar, and its result: 40 pixels with these changes. */
async function finished(
  given: Sidecar | null,
  changePoints: readonly ChangePoint[],
): Promise<readonly [Analysis, string]> {
  const { dataset, job } = aDataset('lab', { sidecar: given });
  await datasets.submit(dataset, job);
  const result: InterpretationResult = {
    ...{ ...SMALL_RESULT, changePoints },
    scan: { ...SMALL_RESULT.scan, nPixels: 40 },
  };
  return [anAnalysis(dataset).analysis, await putText(blobs, JSON.stringify(result))];
}
const problemOfDataset = async ({ coreLoss }: Analysis) =>
  (await datasets.find('lab', coreLoss.datasetId))!.sidecarProblem;

describe('what a sidecar names', () => {
  it('is left alone where the rules that began the analysis say so', async () => {
    const [analysis, blob] = await finished(sidecar('Cu'), [change(8.5, 2)]);
    isWanted = false;
    await link.run(analysis, blob);
    expect(await catalogue.evidenceOfAnalysis('lab', analysis.id)).toEqual([]);
  });

  it('gets the strongest change point as evidence, once however often the job is delivered', async () => {
    const [analysis, blob] = await finished(sidecar('Cu'), [change(8.5, 2), change(21.5, 9), change(30, 3)]);
    await link.run(analysis, blob);
    await Promise.all([link.run(analysis, blob), link.run(analysis, blob)]);
    const found = await catalogue.evidenceOfAnalysis('lab', analysis.id);
    // 21.5 lies between pixels 21 and 22: two on either side are 20, 21, 22, 23.
    expect(found).toMatchObject([
      {
        ...{ kind: 'scan-region', state: 'assigned', note: 'from the sidecar', stamp: { by: 'sidecar' } },
        region: { analysisId: analysis.id, fromPixel: 20, toPixel: 24, changePointPixel: 21.5 },
      },
    ]);
    const boundary = await catalogue.find('lab', found[0].boundaryId);
    expect(boundary).toMatchObject({ material: 'Cu', nEvidence: 1, numbers: { sigma: 5 } });
    expect(await problemOfDataset(analysis)).toBeNull();
    const again = await finished(sidecar('fcc Cu'), [change(0.5, 2)]);
    await link.run(...again);
    const [other] = await catalogue.evidenceOfAnalysis('lab', again[0].id);
    expect(other).toMatchObject({ boundaryId: boundary!.id, region: { fromPixel: 0, toPixel: 3 } });
  });

  it('and cannot be resolved is told with the dataset, until it can', async () => {
    const [analysis, blob] = await finished(sidecar('unobtainium'), [change(21.5, 9)]);
    await link.run(analysis, blob);
    expect(await problemOfDataset(analysis)).toMatchObject({ code: 'unknown-material', status: 422 });
    await datasets.noteSidecarProblem('lab', analysis.coreLoss.datasetId, { code: 'x' } as never);
    await datasets.setSidecar('lab', analysis.coreLoss.datasetId, sidecar('Ni'));
    expect(await problemOfDataset(analysis)).toBeNull();
    await link.run(analysis, blob);
    expect(await catalogue.evidenceOfAnalysis('lab', analysis.id)).toHaveLength(1);
  });

  it('is in the catalogue also where nothing changes along the scan, which is told', async () => {
    const [analysis, blob] = await finished(sidecar('Cu'), []);
    await link.run(analysis, blob);
    expect(await problemOfDataset(analysis)).toMatchObject({ code: 'no-change-point' });
    expect(await catalogue.count('lab', { sigma: [5] })).toBe(1);
    expect(await catalogue.evidenceOfAnalysis('lab', analysis.id)).toEqual([]);
  });

  it('costs nothing where nothing is named', async () => {
    for (const given of [null, { ...sidecar('Cu'), boundary: null }]) {
      const [analysis] = await finished(given, [change(21.5, 9)]);
      await link.run(analysis, 'no such blob');
      expect(await problemOfDataset(analysis)).toBeNull();
    }
    expect(await catalogue.count('lab', {})).toBe(0);
  });
});
