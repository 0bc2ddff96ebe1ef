import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDataset, anAnalysis } from '../../../test/support/records.js';
import { describeByName } from '../../science/catalogue/describe-by-name.js';
import type { PreparedDraft } from '../../workflows/ports/catalogue.js';
import { inOnePiece, startTestService, type TestService } from '../testing/test-service.js';
import type { EvidenceListDto } from './catalogue.dto.js';
import type { SuggestionListDto } from './suggestion.dto.js';

let service: TestService;
let alice: string;
let analysisId: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  analysisId = await analysed();
  await service.catalogue.add(
    'alice',
    [stored('MgO', 1.9), stored('MgO', 2.1, [3, 1, 0]), stored('Cu', null)],
    { at: new Date(0), by: 'test' },
  );
});
afterAll(() => service.close());

const get = (path: string) => request(service.url).get(`/api/v1${path}`).set('Authorization', alice);
const post = (path: string) => request(service.url).post(`/api/v1${path}`).set('Authorization', alice);

/** A boundary with one structure, of which the O–cation distance is known. */
function stored(
  material: string,
  distance: number | null,
  plane: readonly [number, number, number] = [2, 1, 0],
): PreparedDraft {
  const name = { material, latticeAngstrom: null, sigma: 5, axis: [0, 0, 1] as const, plane, planeB: null };
  const state = { atomFraction: null, termination: null, translationAngstrom: null };
  return {
    draft: {
      boundary: describeByName(name),
      structure: distance === null ? null : { extxyz: '', nAtoms: 8, ...state },
      properties: [],
      source: { kind: 'user', note: null },
    },
    structureBlob: distance === null ? null : String(distance).repeat(8),
    descriptors: { o_cation_distance_mean_angstrom: distance },
    ...{ descriptorBlob: null, optimade: null },
  };
}

/** Magnesium and oxygen were found; a network reads 2.1 Å in the two pixels inside its domain. */
async function analysed(): Promise<string> {
  const { dataset } = aDataset('alice');
  const estimate = {
    ...{ kind: 'scalar', id: 'o-k-local-structure.mo-mean', label: 'mean O–M distance', unit: 'Å' },
    ...{ values: [2.1, 2.1, null], std: [0.05, 0.05, null] },
  };
  const verdicts = [true, true, false].map((inside) => ({ inside, score: 0, limit: 1, reason: null }));
  const result = {
    scan: { nPixels: 3 },
    calibration: { energy: { offsetEv: 400, scaleEv: 1, nChannels: 1200 } },
    edges: [
      { id: 'O_K', element: 'O' },
      { id: 'Mg_K', element: 'Mg' },
      { id: 'Mn_L3', element: 'Mn' },
    ],
    // Manganese is elsewhere in the scan.
    profiles: [{ id: 'Mn_L3.net', values: [0.1, -0.1, 50], std: [1, 1, 1] }],
    descriptors: [{ verdicts, estimates: [estimate] }],
  };
  const { sha256 } = await service.blobs.put(inOnePiece(new TextEncoder().encode(JSON.stringify(result))));
  const { analysis } = anAnalysis(dataset, { resultBlob: sha256, preprocessedBlob: sha256 });
  service.database.analyses.set(analysis.id, analysis);
  return analysis.id;
}

describe('suggestions for a region', () => {
  it('are ranked by elements and structure, with reasons', async () => {
    const { items } = (await get(`/analyses/${analysisId}/suggestions?from=0&to=2`).expect(200))
      .body as SuggestionListDto;
    expect(items.map(({ boundary }) => boundary.planes[0])).toEqual([
      [3, 1, 0],
      [2, 1, 0],
    ]);
    expect(items[0].score).toBeCloseTo(1, 9);
    expect(items[0].reasons[0]).toBe('Mg, O found in the scan and in the boundary');
    // 0.2 Å over hypot(0.05, 5 % of 1.9).
    expect(items[1].comparisons[0].deviation).toBeCloseTo(0.2 / Math.hypot(0.05, 0.095), 9);
  });

  it('wait for a decision once they are kept, and are kept once', async () => {
    const path = `/analyses/${analysisId}/suggestions?from=0&to=2`;
    const { items } = (await post(path).expect(201)).body as EvidenceListDto;
    expect(items.map(({ state }) => state)).toEqual(['suggested', 'suggested']);
    expect((await post(path).expect(201)).body).toEqual({ items: [] });
    const { boundaryId, id } = items[0];
    expect((await get(`/catalogue/boundaries/${boundaryId}`)).body).toMatchObject({ nEvidence: 0 });
    await post(`/catalogue/evidence/${id}/accept`).expect(200);
    expect((await get(`/catalogue/boundaries/${boundaryId}`)).body).toMatchObject({ nEvidence: 1 });
  });

  it('are kept one by one', async () => {
    const path = `/analyses/${analysisId}/suggestions?from=0&to=1`;
    const { items } = (await get(path)).body as SuggestionListDto;
    const second = items[1].boundary.id;
    const kept = (await post(`${path}&boundary=${second}`).expect(201)).body as EvidenceListDto;
    expect(kept.items.map(({ boundaryId }) => boundaryId)).toEqual([second]);
    expect((await post(`${path}&boundary=nonsense`)).body.code).toBe('invalid-parameter');
  });

  it('take the pixels from the address alone', async () => {
    const sent = post(`/analyses/${analysisId}/suggestions`).send({ from: 0, to: 2 });
    expect((await sent.expect(400)).body.code).toBe('invalid-parameter');
  });

  it('are of pixels that the scan has', async () => {
    for (const wrong of ['from=2&to=2', 'from=0&to=4', 'from=-1', 'from=x'])
      expect([400, 422]).toContain((await get(`/analyses/${analysisId}/suggestions?${wrong}`)).status);
    await get(`/analyses/${analysisId.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}/suggestions`).expect(
      404,
    );
  });
});
