import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api-client/client.js';
import { makeFixture } from '../dev/fixture.js';
import { scanKind, scanPath } from '../view/scan-path.js';
import { comparedCurves } from './compared-curves.js';
import { energiesOf, partsOf } from './compared-part.js';
import { importFiles, summaryOf, type ImportRow } from './import-files.js';
import { listPath, saidOf } from './reference-client.js';
import { NO_FILTER, type Reference } from './types.js';

const { result } = makeFixture('line');
const path = scanPath(result.scan.navigation, null, 0);
const kind = scanKind(result.scan.navigation);

describe('what can be compared', () => {
  it('are clusters, the positions dragged, components and the mean', () => {
    const parts = partsOf({ result, kind, path, range: [3, 9] });
    expect(parts[0]).toEqual({ id: 'cluster:0', text: 'Cluster A', selection: { cluster: 0 } });
    const dragged = parts.find(({ id }) => id === 'range');
    expect(dragged?.selection).toEqual({ pixels: [3, 10] });
    expect(dragged?.text).toContain('7, selected by drag');
    expect(parts.at(-1)?.selection).toEqual({});
    expect(
      partsOf({ result, kind, path, range: [60, 9999] }).find(({ id }) => id === 'range')?.selection,
    ).toEqual({
      pixels: [60, path.pixels.length],
    });
  });

  it('is no run of pixels on a map', () => {
    const ids = partsOf({ result, kind: 'map', path, range: [3, 9] }).map(({ id }) => id);
    expect(ids).not.toContain('range');
  });

  it('are energies round an edge, within the axis, one for L2 and L3', () => {
    const { energy: axis } = result.calibration;
    const energies = energiesOf(result, axis, { zoomEv: [500, 5000], integralEv: null });
    const last = axis.offsetEv + (axis.nChannels - 1) * axis.scaleEv;
    expect(energies[0].rangeEv).toBeNull();
    expect(energies.map(({ id }) => id)).not.toContain('edge:Mn_L2');
    const oxygen = energies.find(({ id }) => id === 'edge:O_K');
    const { onsetEv } = result.edges.find(({ id }) => id === 'O_K')!;
    expect(oxygen).toMatchObject({ element: 'O', edge: 'K' });
    expect(oxygen?.rangeEv?.[0]).toBeCloseTo(onsetEv - 5, 2);
    expect(energies.at(-1)).toMatchObject({ id: 'zoom', rangeEv: [500, Number(last.toFixed(2))] });
  });
});

it('draws both with mean 1, at the middles of their steps', () => {
  const { energy, query, reference, difference } = comparedCurves({
    rangeEv: [500, 502],
    compared: { query: [1, 3], reference: [0, 0] },
  });
  expect([...energy]).toEqual([500.5, 501.5]);
  expect([...query]).toEqual([0.5, 1.5]);
  expect([...reference]).toEqual([0, 0]);
  expect([...difference]).toEqual([0.5, 1.5]);
});

it('asks for a list with what is whole of a filter', () => {
  expect(listPath(NO_FILTER, 50)).toBe('/references?limit=50');
  const all = { element: 'Ti', edge: 'L3', kind: 'X-ray', text: ' a&b ', fromEv: '450', toEv: '' } as const;
  const params = new URLSearchParams(listPath(all, 5, 'c').split('?')[1]);
  expect(Object.fromEntries(params)).toEqual({
    ...{ limit: '5', element: 'Ti', edge: 'L3', kind: 'X-ray', text: 'a&b', cursor: 'c' },
    energyRange: '450,999999',
  });
  expect(listPath({ ...NO_FILTER, element: 'titan', fromEv: '4e2' }, 50)).toBe('/references?limit=50');
  expect(saidOf({ name: ' ', source: ' me ' })).toEqual({ source: 'me' });
});

describe('an import', () => {
  const files = ['a.msa', 'b.msa', 'c.msa'].map((name) => new File(['x'], name));
  const kept = { name: 'A' } as Reference;

  it('goes on after a refusal and says what became of each file', async () => {
    let rows: readonly ImportRow[] = [];
    await importFiles(files, {
      send: (file) =>
        file.name === 'b.msa'
          ? Promise.reject(new ApiError({ code: 'malformed-file', detail: 'no' } as ApiError['problem']))
          : Promise.resolve(kept),
      onRows: (now) => (rows = now),
      signal: new AbortController().signal,
    });
    expect(rows.map(({ state }) => state)).toEqual(['kept', 'refused', 'kept']);
    expect(rows[1].problem?.code).toBe('malformed-file');
    expect(summaryOf(rows)).toBe('2 of 3 kept, 1 refused');
  });

  it('begins no file once it is stopped', async () => {
    const stop = new AbortController();
    let rows: readonly ImportRow[] = [];
    await importFiles(files, {
      send: () => {
        stop.abort();
        return Promise.resolve(kept);
      },
      onRows: (now) => (rows = now),
      signal: stop.signal,
    });
    expect(summaryOf(rows)).toBe('1 of 3 kept, 2 not sent');
  });
});
