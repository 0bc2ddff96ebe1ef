import { describe, expect, it } from 'vitest';
import { EDGE_TABLE, TABLE_ELEMENTS } from './edge-table.js';

const TABLE_RANGE_EV = [40, 3000];

const onset = (id: string): number | undefined => EDGE_TABLE.find((edge) => edge.id === id)?.onsetEv;

describe('edge table', () => {
  it('has the known neighbourhood of 532 eV', () => {
    const near = EDGE_TABLE.filter((edge) => Math.abs(edge.onsetEv - 532) <= 5);
    expect(near.map((edge) => edge.id).sort()).toEqual(['At_N5', 'O_K', 'Pd_M3', 'Sb_M4', 'Sb_M5']);
  });

  // eels-methods 2.14: onsets of eXSpy's elements table (2025-06-04), whole but for what it gives without a shell.
  it.each<{ shells: string[]; of: Record<string, number[]> }>([
    { shells: ['K'], of: { Li: [55], Be: [111], B: [188], C: [284], N: [401], O: [532], F: [685] } },
    { shells: ['K'], of: { Na: [1072], Mg: [1305], Al: [1560], Si: [1839] } },
    {
      shells: ['L3', 'L2'],
      of: { Al: [73, 73], Si: [99.2, 99.8], P: [132, 132], S: [165, 165], Cl: [200, 200] },
    },
    {
      shells: ['L3', 'L2'],
      of: { K: [294, 296], Ca: [346, 350], Sc: [402, 407], Ti: [456, 462], V: [513, 521] },
    },
    { shells: ['L3', 'L2'], of: { Cr: [575, 584], Mn: [640, 651], Fe: [708, 721], Co: [779, 794] } },
    { shells: ['L3', 'L2'], of: { Ni: [855, 872], Cu: [931, 951], Zn: [1020, 1043], Ga: [1115, 1142] } },
    { shells: ['L3', 'L2'], of: { Sr: [1940, 2007], Zr: [2222], Nb: [2371] } },
    { shells: ['M5', 'M4'], of: { Sr: [134], Zr: [181, 181], Nb: [202.3], Ba: [781, 796], La: [832, 849] } },
    { shells: ['M5', 'M4'], of: { Ce: [883, 901], Pr: [931, 951], Nd: [978, 1000], Sm: [1080, 1106] } },
    { shells: ['M5', 'M4'], of: { Gd: [1185, 1217] } },
    { shells: ['M3'], of: { Pd: [531] } },
    { shells: ['M5', 'M4'], of: { Sb: [528, 537] } },
    { shells: ['N5'], of: { At: [533] } },
  ])('$shells begin where they should: $of', ({ shells, of }) => {
    for (const [element, onsets] of Object.entries(of))
      onsets.forEach((expected, k) => expect(onset(`${element}_${shells[k]}`), element).toBe(expected));
  });

  it('covers Li to U without a gap, within its range, each id once', () => {
    expect(TABLE_ELEMENTS).toHaveLength(90);
    expect(TABLE_ELEMENTS[91 - 3]).toBe('Pa');
    expect(TABLE_ELEMENTS[26 - 3]).toBe('Fe');
    for (const edge of EDGE_TABLE) {
      expect(edge.onsetEv).toBeGreaterThanOrEqual(TABLE_RANGE_EV[0]);
      expect(edge.onsetEv).toBeLessThanOrEqual(TABLE_RANGE_EV[1]);
      expect(edge.source).not.toBe('');
    }
    expect(new Set(EDGE_TABLE.map((edge) => edge.id)).size).toBe(EDGE_TABLE.length);
  });

  it('keeps the order of shells: deeper ones at higher energy', () => {
    const order = ['K', 'L1', 'L2', 'L3', 'M2', 'M3', 'M4', 'M5', 'N4', 'N5'];
    for (const element of TABLE_ELEMENTS) {
      const shells = EDGE_TABLE.filter((edge) => edge.element === element).sort(
        (a, b) => order.indexOf(a.shell) - order.indexOf(b.shell),
      );
      for (let k = 1; k < shells.length; k++)
        expect(shells[k].onsetEv, shells[k].id).toBeLessThanOrEqual(shells[k - 1].onsetEv);
    }
  });

  // Moseley: the root of the energy is nearly linear in Z. A mistyped digit breaks its second difference; chemistry and
  // the switch between EELS onsets and binding energies (11 eV at O) stay below 0.6 √eV. N shells of the lanthanides
  // are not smooth in nature and are left out.
  it.each(['K', 'L3', 'L2', 'M5', 'M4', 'M3'])('is smooth in Z along %s', (shell) => {
    const roots = TABLE_ELEMENTS.map((element) => {
      const e = EDGE_TABLE.find((edge) => edge.element === element && edge.shell === shell)?.onsetEv;
      return e === undefined ? null : Math.sqrt(e);
    });
    for (let k = 1; k < roots.length - 1; k++) {
      const [a, b, c] = [roots[k - 1], roots[k], roots[k + 1]];
      if (a === null || b === null || c === null) continue;
      expect(Math.abs(a - 2 * b + c), TABLE_ELEMENTS[k]).toBeLessThan(0.6);
    }
  });
});
