import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDGE_TABLE } from './edge-table.js';
import { edgesNear } from './edges-near.js';

describe('edgesNear', () => {
  // eXSpy lists the same five; its order among equals (4 eV and 5 eV away) differs.
  it('lists what lies within 5 eV of 532 eV, nearest first', () => {
    const ids = edgesNear(532).map((edge) => edge.id);
    expect(ids.slice(0, 1)).toEqual(['O_K']);
    expect(ids.slice(1, 3).sort()).toEqual(['At_N5', 'Pd_M3']);
    expect(ids.slice(3)).toEqual(['Sb_M5', 'Sb_M4']);
  });

  // eXSpy counts 16 edges within 50 eV of 640 eV in its table, which leaves many M2,3 and N edges out; Mn leads in both.
  it('begins with Mn at 640 eV', () => {
    expect(edgesNear(640, 100)[0].id).toBe('Mn_L3');
    expect(edgesNear(640, 100).length).toBeGreaterThanOrEqual(16);
  });

  it('is complete and in order at any energy', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 40, max: 3000, noNaN: true }),
        fc.double({ min: 1, max: 200, noNaN: true }),
        (e, width) => {
          const found = edgesNear(e, width);
          expect(found.length).toBe(EDGE_TABLE.filter((x) => Math.abs(x.onsetEv - e) <= width / 2).length);
          for (let k = 1; k < found.length; k++)
            expect(Math.abs(found[k].onsetEv - e)).toBeGreaterThanOrEqual(Math.abs(found[k - 1].onsetEv - e));
        },
      ),
      { seed: 2, numRuns: 50 },
    );
  });
});
