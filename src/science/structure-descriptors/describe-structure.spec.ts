import { describe, expect, it } from 'vitest';
import { wrapStructure } from '../crystal/build.js';
import { nearestNeighbourDistance } from '../crystal/lattice.js';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { AtomicStructure, Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { candidateStructure, type CandidateStructure } from '../grain-boundaries/candidate-structure.js';
import { PLAIN_CANDIDATE, type CandidateParameters } from '../grain-boundaries/candidate.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { STRUCTURE_CLASSES } from './common-neighbours.js';
import { describeStructure, type StructureDescription, type StructureFrame } from './describe-structure.js';
import { STRUCTURE_DESCRIPTORS } from './registry.js';
import { allAre, block } from './testing/structures.js';

const MIDDLE: StructureFrame = { place: { axis: 1, heightsAngstrom: [3] } };
const namesOf = (described: StructureDescription): string[] =>
  [...new Set(Array.from(described.perAtom.structureClass, (c) => STRUCTURE_CLASSES[c]))].sort();

function candidateOf(
  crystal: Crystal,
  plane: Vec3,
  parameters: Partial<CandidateParameters> = {},
  cell: 'periodic' | 'free-surfaces' = 'periodic',
): CandidateStructure {
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 5, plane });
  const bondLengthAngstrom = nearestNeighbourDistance(crystal);
  return candidateStructure(
    boundary,
    { ...PLAIN_CANDIDATE, ...parameters },
    { cell, grainThicknessAngstrom: 9 * bondLengthAngstrom, bondLengthAngstrom },
  );
}
const describeCandidate = (candidate: CandidateStructure): StructureDescription =>
  describeStructure(candidate.structure, {
    place: { axis: 1, heightsAngstrom: candidate.boundaryHeightsAngstrom },
    grainOf: candidate.grainOf,
  });

describe('describeStructure of perfect crystals', () => {
  it.each([
    ['fcc', ['Cu'], [3.615], 12, ['fcc'], 3.615 / Math.SQRT2],
    ['bcc', ['Fe'], [2.87], 8, ['bcc'], (2.87 * Math.sqrt(3)) / 2],
    ['hcp', ['Mg'], [3.21, 3.21 * Math.sqrt(8 / 3)], 12, ['hcp'], 3.21],
    ['diamond', ['Si'], [5.431], 4, ['diamond'], (5.431 * Math.sqrt(3)) / 4],
    ['rocksalt', ['Mg', 'O'], [4.21], 6, ['fcc'], 4.21 / 2],
    ['zincblende', ['Zn', 'S'], [5.41], 4, ['fcc'], (5.41 * Math.sqrt(3)) / 4],
  ] as const)('%s %j: coordination, bonds, class, no excess', (...row) => {
    const [name, elements, lattice, coordination, classes, bond] = row;
    const described = describeStructure(block(name, elements, lattice, [2, 3, 2]), MIDDLE);
    const { perAtom, zone, bonds, bondLengthAngstrom } = described;
    expect(bonds.method).toBe('shell');
    expect(bondLengthAngstrom).toBeCloseTo(bond, 9);
    expect(allAre(perAtom.coordination, coordination)).toBe(true);
    expect(allAre(perAtom.bondLengthMeanAngstrom, bond)).toBe(true);
    expect(allAre(perAtom.bondStrain, 0)).toBe(true);
    expect(allAre(perAtom.isBulkLike, 1)).toBe(true);
    expect(namesOf(described)).toEqual(classes);
    expect(zone.excess_volume_angstrom).toBeCloseTo(0, 9);
    expect(zone.excess_volume_box_angstrom).toBeCloseTo(0, 9);
    expect(zone.coordination_missing_per_nm2).toBeCloseTo(0, 9);
    expect(zone.disordered_thickness_angstrom).toBe(0);
    expect(Object.keys(zone)).toEqual(STRUCTURE_DESCRIPTORS.map((d) => d.name));
  });

  it('knows each element’s coordination in perovskite and fluorite', () => {
    const perovskite = describeStructure(block('perovskite', ['Sr', 'Ti', 'O'], [3.905]), MIDDLE);
    const fluorite = describeStructure(block('fluorite', ['U', 'O'], [5.47]), MIDDLE);
    const of = ({ perAtom }: StructureDescription, structure: AtomicStructure): number[] =>
      structure.elements.map((_, kind) => {
        const values = [...perAtom.coordination].filter((__, i) => structure.kinds[i] === kind);
        return allAre(values, values[0]) ? values[0] : Number.NaN;
      });
    // Oxygen has two titanium and four strontium neighbours.
    expect(of(perovskite, block('perovskite', ['Sr', 'Ti', 'O'], [3.905]))).toEqual([12, 6, 6]);
    expect(of(fluorite, block('fluorite', ['U', 'O'], [5.47]))).toEqual([8, 4]);
    expect(perovskite.zone.o_coordination_mean).toBe(2);
    expect(perovskite.zone.cation_o_cation_angle_mean_deg).toBeCloseTo(180, 6);
    expect(fluorite.zone.anion_coordination_mean).toBe(4);
    expect(perovskite.zone.excess_volume_angstrom).toBeCloseTo(0, 9);
  });

  it('takes MgO’s oxygen as the networks do', () => {
    const { zone, sites } = describeStructure(block('rocksalt', ['Mg', 'O'], [4.21], [2, 3, 2]), MIDDLE);
    expect(zone.o_coordination_mean).toBe(6);
    expect(zone.o_cation_distance_mean_angstrom).toBeCloseTo(2.105, 9);
    // Twelve right angles and three straight ones of fifteen pairs.
    expect(zone.cation_o_cation_angle_mean_deg).toBeCloseTo((12 * 90 + 3 * 180) / 15, 9);
    expect(zone.bond_valence_sum_cation_mean).toBeCloseTo(2, 0);
    expect(sites.map((s) => s.task)).toEqual(['o-k-local-structure']);
    expect(sites[0].outputs.coordination).toMatchObject({ shares: [0, 0, 0, 1] });
  });

  it('has a flat density of the crystal’s atoms per volume, and all neighbours in the radial distribution', () => {
    const { profiles, radial } = describeStructure(block('fcc', ['Cu'], [3.615], [2, 4, 2]), MIDDLE);
    const { total, stepAngstrom } = profiles.density;
    // Planes are a/2 apart: the Gaussian of 1.25 Å leaves 2·exp(−2π²·(1.25/1.8075)²) = 1.6e-4 of a ripple.
    expect(allAre(total, 4 / 3.615 ** 3, 2e-4 * (4 / 3.615 ** 3))).toBe(true);
    expect(total.reduce((a, b) => a + b, 0) * stepAngstrom * (2 * 3.615) ** 2).toBeCloseTo(64, 3);
    const within = (angstrom: number): number =>
      radial.values
        .filter((_, k) => radial.startAngstrom + k * radial.stepAngstrom < angstrom)
        .reduce((a, b) => a + b * radial.stepAngstrom, 0);
    expect(within(3.1)).toBeCloseTo(12, 3);
    expect(within(4.02)).toBeCloseTo(18, 1);
  });
});

describe('describeStructure of boundaries', () => {
  it.each([
    ['copper', 'periodic', prototypeCrystal('fcc', ['Cu'], [3.615])],
    ['copper', 'free-surfaces', prototypeCrystal('fcc', ['Cu'], [3.615])],
    ['iron', 'periodic', prototypeCrystal('bcc', ['Fe'], [2.87])],
    ['MgO', 'free-surfaces', prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21])],
  ] as const)('has the excess volume that the candidate was built with: %s, %s', (_, cell, crystal) => {
    for (const parameters of [
      { dxAngstrom: 0.7, dzAngstrom: 0.3, gapAngstrom: 1.1 },
      { dxAngstrom: 0.2, gapAngstrom: 0.9, overlapAngstrom: 1.5 },
    ]) {
      const candidate = candidateOf(crystal, [3, 1, 0], parameters, cell);
      const { zone } = describeCandidate(candidate);
      expect(zone.excess_volume_angstrom).toBeCloseTo(candidate.excessVolumeAngstrom, 6);
    }
  });

  it('does not depend on the axis’s name, the origin, wrapping or replication', () => {
    const candidate = candidateOf(prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21]), [2, 1, 0], {
      dxAngstrom: 0.7,
      gapAngstrom: 1.2,
    });
    const { structure, boundaryHeightsAngstrom: heights } = candidate;
    const { zone } = describeStructure(structure, { place: { axis: 1, heightsAngstrom: heights } });
    const shifted = wrapStructure({
      ...structure,
      positions: structure.positions.map((x, k) => (k % 3 === 1 ? x + 7 : x)),
    });
    const up = heights.map((h) => h + 7);
    const twice = candidateOf(prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21]), [2, 1, 0], {
      dxAngstrom: 0.7,
      gapAngstrom: 1.2,
      replicateX: 2,
      replicateZ: 2,
    }).structure;
    const others = [
      describeStructure(shifted, { place: { axis: 1, heightsAngstrom: up } }),
      describeStructure(turned(shifted), { place: { axis: 2, heightsAngstrom: up } }),
      describeStructure(twice, { place: { axis: 1, heightsAngstrom: heights } }),
    ];
    for (const other of others) {
      for (const [name, value] of Object.entries(zone)) {
        if (value === null) expect(other.zone[name], name).toBeNull();
        // The density's grid begins elsewhere.
        else expect(other.zone[name], name).toBeCloseTo(value, name === 'density_min_ratio' ? 3 : 7);
      }
    }
  });

  it('leaves surfaces out and does not guess there', () => {
    const { structure, boundaryHeightsAngstrom, grainOf } = candidateOf(
      prototypeCrystal('fcc', ['Cu'], [3.615]),
      [3, 1, 0],
      { gapAngstrom: 1.2 },
      'free-surfaces',
    );
    const { perAtom, zone } = describeStructure(structure, {
      place: { axis: 1, heightsAngstrom: boundaryHeightsAngstrom },
      grainOf,
    });
    expect(perAtom.voronoiVolumeAngstrom3.some(Number.isNaN)).toBe(true);
    expect(zone.excess_volume_box_angstrom).toBeNull();
    expect(zone.excess_volume_angstrom).not.toBeNull();
    expect(zone.o_coordination_mean).toBeNull();
  });

  it.each([
    [{ axis: 3, heightsAngstrom: [1] }, null],
    [{ axis: 1, heightsAngstrom: [] }, null],
    [{ axis: 1, heightsAngstrom: [Number.NaN] }, null],
    [{ axis: 1, heightsAngstrom: [1] }, new Uint8Array(3)],
  ])('refuses a place that does not fit: %j %j', (place, grainOf) => {
    expect(() => describeStructure(block('fcc', ['Cu'], [3.6]), { place: place as never, grainOf })).toThrow(
      expect.objectContaining({ code: 'invalid-place' }),
    );
  });
});

/** The same structure with its axes renamed x → y → z → x. */
function turned(structure: AtomicStructure): AtomicStructure {
  const turn = ([x, y, z]: Vec3): Vec3 => [z, x, y];
  const [a, b, c] = structure.cell;
  const positions = new Float64Array(structure.positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    positions.set(turn([structure.positions[i], structure.positions[i + 1], structure.positions[i + 2]]), i);
  }
  return { ...structure, cell: [turn(c), turn(a), turn(b)] as Mat3, positions };
}
