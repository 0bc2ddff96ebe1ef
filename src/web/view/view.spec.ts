import { describe, expect, it } from 'vitest';
import type { ClusterResult } from '../../science/interpretation/interpretation-result.js';
import { makeFixture } from '../dev/fixture.js';
import { cutPixels, layoutDendrogram } from './cut-dendrogram.js';
import { heatRaster } from './heat-raster.js';
import { refitPowerLaw, powerLawAt } from './power-law.js';
import { nearestIndex, pathDomain, scanPath } from './scan-path.js';
import { MemorySpectra, RemoteSpectra } from './spectra-source.js';
import { sumWindow } from './spectrum-model.js';
import { hashToState, stateToHash } from './url-state.js';
import { INITIAL_STATE, ViewStore, type ViewState } from './view-store.js';

const clusters: ClusterResult = {
  ...{
    labels: [0, 0, 1, 1],
    nClusters: 2,
    nLeaves: 4,
    leafOfPixel: null,
    cutHeight: 2,
    criterion: '',
    method: '',
    silhouettes: [],
    gaps: [],
    stabilities: [],
    bics: [],
    meanSpectra: [],
  },
  merges: [
    [2, 3, 0.5, 2],
    [0, 1, 1, 2],
    [4, 5, 4, 4],
  ],
};

describe('cutPixels', () => {
  it.each([
    [5, [0, 0, 0, 0]],
    [2, [0, 0, 1, 1]],
    [0.7, [0, 1, 2, 2]],
    [0, [0, 1, 2, 3]],
  ])('at height %d gives %j', (height, labels) => expect(cutPixels(clusters, 4, height)).toEqual(labels));

  it('gives the labels of the result at the height of the result', () => {
    const found = makeFixture('line').result.clusters!;
    expect(cutPixels(found, found.labels.length, found.cutHeight)).toEqual(found.labels);
  });

  it('follows groups of pixels', () => {
    expect(cutPixels({ ...clusters, leafOfPixel: [3, 3, 0, 2, 1] }, 5, 2)).toEqual([0, 0, 1, 0, 1]);
  });
});

it('layoutDendrogram draws without crossings, in the order of the scan', () => {
  const { order, nodes } = layoutDendrogram(clusters.merges, 4);
  expect(order).toEqual([0, 1, 2, 3]);
  expect(nodes[6]).toMatchObject({ x: 1.5, height: 4 });
});

describe('refitPowerLaw', () => {
  const axis = { offsetEv: 430, scaleEv: 0.5, nChannels: 400 };
  const truth = { logA: Math.log(1500 * 430 ** 3.1), r: 3.1 };
  const counts = Float64Array.from({ length: 400 }, (_, i) => powerLawAt(truth, 430 + i / 2));

  it('gives back the law it was made of', () => {
    const law = refitPowerLaw(counts, axis, [450, 520])!;
    // Newton steps on noise-free counts end at rounding.
    expect(law.r).toBeCloseTo(3.1, 9);
    expect(powerLawAt(law, 600)).toBeCloseTo(powerLawAt(truth, 600), 6);
  });

  it('says when there is nothing to fit', () => {
    expect(refitPowerLaw(counts, axis, [450, 453])).toBeNull();
    expect(refitPowerLaw(counts, axis, [900, 950])).toBeNull();
    expect(refitPowerLaw(new Float64Array(400), axis, [450, 520])).toBeNull();
  });
});

describe('scanPath', () => {
  const x = { name: 'x', unit: 'nm', offset: 10, scale: 0.5, size: 4 };
  const y = { name: 'y', unit: 'nm', offset: 0, scale: 0.5, size: 3 };

  it('is every pixel of a line', () => {
    const path = scanPath([x], null, 0);
    expect(path).toMatchObject({
      pixels: [0, 1, 2, 3],
      positions: [10, 10.5, 11, 11.5],
      quantity: 'Position',
    });
    expect(pathDomain(path)).toEqual([9.75, 11.75]);
    expect(nearestIndex(path, 11.1)).toBe(2);
  });

  it('is the pixels under a line over a map, at true distances', () => {
    const path = scanPath([y, x], [0, 0, 2, 2], 0);
    expect(path.pixels).toEqual([0, 5, 10]);
    expect(path.positions[2]).toBeCloseTo(Math.SQRT2, 12);
  });

  it('keeps to the slice of a stack and to the image', () => {
    const stack = { name: 'time', unit: 's', offset: 0, scale: 1, size: 2 };
    expect(scanPath([stack, y, x], [1, 0, 1, 99], 1).pixels).toEqual([16, 17, 18, 19]);
  });

  it('is one pixel of a single spectrum, and time where the axis is time', () => {
    expect(scanPath([], null, 0).pixels).toEqual([0]);
    expect(scanPath([{ ...x, unit: 's' }], null, 0).quantity).toBe('Time');
  });
});

it('a link carries what was selected', () => {
  const state: ViewState = {
    ...INITIAL_STATE,
    ...{
      pixel: 12,
      energyEv: 532.5,
      frozen: true,
      range: [3, 9],
      zoomEv: [500, 560.25],
      edgeId: 'Mn_L3',
      tab: 'similar',
      similarOf: 'cluster:1',
      similarIn: 'edge:Mn_L3',
      referenceId: 'r1',
    },
    ...{
      net: true,
      logCounts: true,
      line: [1, 2, 3, 4],
      cutHeight: 0.75,
      integralEv: [520, 540],
      fitWindowEv: [470, 520],
    },
  };
  expect({ ...INITIAL_STATE, ...hashToState(`#${stateToHash(state)}`, 64) }).toEqual(state);
  expect(stateToHash(INITIAL_STATE)).toBe('');
});

it('a link that makes no sense is passed over', () => {
  const state = hashToState('#pixel=99999&zoom=a_b&tab=nowhere&range=1', 64);
  expect(state).toMatchObject({ zoomEv: null, range: null });
  expect(state.pixel).toBeUndefined();
  expect(state.tab).toBeUndefined();
});

describe('ViewStore', () => {
  it('does not follow the pointer while the cursor is held', () => {
    const store = new ViewStore();
    store.hover({ pixel: 3 });
    store.click({ pixel: 4 });
    store.hover({ pixel: 9 });
    expect(store.get()).toMatchObject({ pixel: 4, frozen: true });
    store.click({ pixel: 5 });
    expect(store.get()).toMatchObject({ pixel: 5, frozen: false });
  });

  it('tells nobody when nothing changed', () => {
    const store = new ViewStore();
    let calls = 0;
    store.subscribe(() => calls++);
    store.set({ pixel: 0 });
    expect(calls).toBe(0);
  });
});

describe('heatRaster', () => {
  const source = new MemorySpectra(Float32Array.from([1, 3, 5, 7, 2, 4, 6, 8]), 2, 4);
  const axis = { offsetEv: 100, scaleEv: 1, nChannels: 4 };

  it('averages channels that share a column', () => {
    const raster = heatRaster({ source, pixels: [0, 1], axis, windowEv: [99.5, 103.5], maxColumns: 2 });
    expect([...raster.values]).toEqual([2, 6, 3, 7]);
  });

  it('leaves empty what is beyond the axis', () => {
    const raster = heatRaster({ source, pixels: [1], axis, windowEv: [97.5, 101.5], maxColumns: 4 });
    expect([...raster.values]).toEqual([Number.NaN, Number.NaN, 2, 4]);
  });
});

it('sumWindow is half open and keeps an unknown error unknown', () => {
  const axis = { offsetEv: 100, scaleEv: 1, nChannels: 4 };
  const sum = sumWindow([1, 3, 5, 7], axis, [101, 103], { noiseScale: 1, background: null });
  expect(sum).toEqual({ counts: 8, std: Math.sqrt(8), background: null });
  expect(sumWindow([1, 3, 5, 7], axis, [101, 103], { noiseScale: null, background: null }).std).toBeNull();
});

describe('RemoteSpectra', () => {
  it('asks once for a block and tells when it has come', async () => {
    const asked: [number, number][] = [];
    const remote = new RemoteSpectra(
      (from, to) => {
        asked.push([from, to]);
        return Promise.resolve(Float32Array.from({ length: (to - from) * 2 }, (_, i) => from * 2 + i));
      },
      5,
      2,
    );
    const heard = new Promise<void>((resolve) => remote.subscribe(() => resolve()));
    expect(remote.spectrum(3)).toBeNull();
    expect(remote.spectrum(1)).toBeNull();
    await heard;
    expect([...remote.spectrum(3)!]).toEqual([6, 7]);
    expect(asked).toEqual([[0, 5]]);
  });

  it('keeps what went wrong and does not ask for ever', async () => {
    let calls = 0;
    const remote = new RemoteSpectra(() => Promise.reject(new Error(`no ${++calls}`)), 5, 2);
    const heard = new Promise<void>((resolve) => remote.subscribe(() => resolve()));
    remote.spectrum(0);
    await heard;
    remote.spectrum(0);
    await Promise.resolve();
    expect(remote.failure()).toBe('no 1');
    expect(calls).toBe(1);
  });

  it('asks again when the cursor moves on, once a second at most', async () => {
    let nowMs = 0;
    let away = true;
    let calls = 0;
    const fetchPixels = () => {
      calls++;
      return away ? Promise.reject(new Error('away')) : Promise.resolve(new Float32Array(10));
    };
    const remote = new RemoteSpectra(fetchPixels, 5, 2, () => nowMs);
    const next = () => new Promise<void>((resolve) => remote.subscribe(() => resolve()));
    remote.spectrum(0);
    await next();
    nowMs = 500;
    remote.retry();
    remote.spectrum(0);
    await Promise.resolve();
    expect([calls, remote.failure()]).toEqual([1, 'away']);
    nowMs = 1_000;
    away = false;
    remote.retry();
    expect(remote.failure()).toBeNull();
    remote.spectrum(0);
    await next();
    expect([calls, remote.spectrum(0)?.length]).toEqual([2, 2]);
  });
});
