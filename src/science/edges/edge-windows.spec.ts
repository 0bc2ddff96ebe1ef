import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWindows } from './edge-windows.js';
import type { FoundEdge } from './found-edge.js';

const edge = (id: string, onsetEv: number): FoundEdge => ({
  id,
  element: id.split('_')[0],
  shell: id.split('_')[1],
  tableOnsetEv: onsetEv,
  onsetEv,
  onsetStdEv: null,
  l2SeparationEv: null,
  significance: 10,
  source: 'test',
});
const axis = { offsetEv: 400, scaleEv: 0.5, nChannels: 1000 };

describe('chooseWindows', () => {
  it('follows its rule for O, Mn, Fe', () => {
    const edges = [edge('O_K', 532), edge('Mn_L3', 640), edge('Mn_L2', 651), edge('Fe_L3', 708)];
    expect(chooseWindows(edges, axis)).toEqual([
      { id: 'O_K', fitWindowEv: [528 - 53.2, 528], signalWindowEv: [530, 572], reason: null },
      { id: 'Mn_L3', fitWindowEv: [582, 636], signalWindowEv: [638, 691], reason: null },
      { id: 'Mn_L2', fitWindowEv: null, signalWindowEv: null, reason: 'part-of-pair' },
      { id: 'Fe_L3', fitWindowEv: [684, 704], signalWindowEv: [706, 748], reason: null },
    ]);
  });

  it.each([
    ['onset-near-start-of-axis', [edge('N_K', 409)]],
    ['onset-near-end-of-axis', [edge('La_M5', 895)]],
    ['previous-edge-too-near', [edge('V_L3', 513), edge('O_K', 532)]],
    ['next-edge-too-near', [edge('Ti_L3', 456), edge('X_K', 466)]],
  ])('says %s', (reason, edges) => {
    expect(chooseWindows(edges, axis).map((w) => w.reason)).toContain(reason);
  });

  it('keeps fit below signal, signals apart and all on the axis, for any edges', () => {
    const onsets = fc.uniqueArray(fc.integer({ min: 390, max: 910 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(onsets, (energies) => {
        const edges = energies.map((e, k) => edge(`E${k}_K`, e));
        const windows = chooseWindows(edges, axis).filter((w) => w.reason === null);
        for (const w of windows) {
          expect(w.fitWindowEv[0]).toBeGreaterThanOrEqual(axis.offsetEv);
          expect(w.fitWindowEv[1] - w.fitWindowEv[0]).toBeGreaterThanOrEqual(10);
          expect(w.fitWindowEv[1]).toBeLessThan(w.signalWindowEv[0]);
          expect(w.signalWindowEv[1]).toBeLessThanOrEqual(900);
        }
        const signals = windows.map((w) => w.signalWindowEv).sort((a, b) => a[0] - b[0]);
        for (let k = 1; k < signals.length; k++)
          expect(signals[k][0]).toBeGreaterThanOrEqual(signals[k - 1][1]);
      }),
      { numRuns: 200 },
    );
  });
});
