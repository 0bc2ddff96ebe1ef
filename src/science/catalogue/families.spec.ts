import { describe, expect, it } from 'vitest';
import { axisFamily, LAUE_CLASSES, laueOperations, planeFamily } from './families.js';

describe('forms of planes and directions', () => {
  it('come from groups of the orders of the International Tables (vol. A, table 3.2.1.4)', () => {
    expect(LAUE_CLASSES.map((laue) => laueOperations(laue).length)).toEqual([
      2, 4, 8, 8, 16, 6, 12, 12, 24, 24, 48,
    ]);
  });

  it('have the multiplicities of powder diffraction', () => {
    // International Tables vol. A: multiplicities of general and special forms.
    const faces = (laue: (typeof LAUE_CLASSES)[number], [h, k, l]: [number, number, number]): number =>
      new Set(
        laueOperations(laue).map((w) =>
          String([0, 1, 2].map((c) => h * w[0][c] + k * w[1][c] + l * w[2][c] + 0)),
        ),
      ).size;
    expect(faces('m-3m', [3, 1, 0])).toBe(24);
    expect(faces('m-3', [3, 1, 0])).toBe(12);
    expect(faces('m-3m', [1, 1, 1])).toBe(8);
    expect(faces('4/mmm', [3, 1, 0])).toBe(8);
    expect(faces('6/mmm', [1, 0, 0])).toBe(6);
    expect(faces('6/mmm', [1, 1, 2])).toBe(12);
    expect(faces('-3m', [1, 0, 4])).toBe(6);
    expect(faces('-3m', [1, 1, 3])).toBe(12);
  });

  it('name equivalent planes alike and others not', () => {
    expect(planeFamily('m-3m', [1, 0, -3])).toBe('m-3m {310}');
    expect(planeFamily('4/mmm', [1, 0, -3])).toBe('4/mmm {103}');
    expect(planeFamily('m-3', [1, 3, 0])).not.toBe(planeFamily('m-3', [3, 1, 0]));
    // (10-14) and (-1104) of corundum are one form; (01-14) is another.
    expect(planeFamily('-3m', [-1, 1, 4])).toBe(planeFamily('-3m', [1, 0, 4]));
    expect(planeFamily('-3m', [0, 1, 4])).not.toBe(planeFamily('-3m', [1, 0, 4]));
    expect(planeFamily('6/mmm', [-1, 2, 0])).toBe('6/mmm {2 -1 0}');
  });

  it('tell directions from planes on hexagonal axes', () => {
    expect(axisFamily('m-3m', [0, 0, -1])).toBe('m-3m ⟨100⟩');
    expect(axisFamily('6/mmm', [1, 0, 0])).toBe(axisFamily('6/mmm', [-1, -1, 0]));
    expect(axisFamily('6/mmm', [1, 0, 0])).not.toBe(axisFamily('6/mmm', [2, 1, 0]));
    expect(planeFamily('6/mmm', [1, 0, 0])).toBe(planeFamily('6/mmm', [1, -1, 0]));
  });
});
