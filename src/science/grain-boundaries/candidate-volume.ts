import { volumePerAtom } from '../crystal/lattice.js';
import type { Bicrystal } from './bicrystal.js';
import type { Boundary, Grain } from './boundary.js';
import type { CandidateParameters } from './candidate.js';
import { grainStack } from './grain-stack.js';
import { strainedCrystal } from './strained-crystal.js';
import { LAYER_TOLERANCE_ANGSTROM } from './grain-frame.js';

type State = Pick<CandidateParameters, 'gapAngstrom' | 'terminationA' | 'terminationB'>;

/** Heights of the atoms of one plane spacing of a grain, over one common period. */
function stackHeights(boundary: Boundary, grain: Grain): readonly number[] {
  return grainStack(boundary, grain).atoms.map(({ position }) => position[1]);
}

/**
 * Volume per area that a bicrystal with nothing removed has beyond its atoms' in the crystals, Å.
 *
 * Volumes are measured between lattice planes through the grains' origins, deep inside; atoms on those count half. Gap 0
 * with one layer a plane: minus one plane spacing.
 *
 * Checked: equals (V − N·Ω)/2A of the periodic cell; 0 where a perfect crystal is cut and put together again
 * (candidate-structure.spec.ts).
 */
export function stateExcessAngstrom(boundary: Boundary, state: State): number {
  const { grainA, grainB, periods } = boundary;
  const area = periods[0][0] * periods[1][1];
  const excessOf = (grain: Grain, termination: number, isUpper: boolean): number => {
    const here = grain.terminationsAngstrom[termination];
    const height = volumePerAtom(strainedCrystal(grain)) / area;
    const heights = stackHeights(boundary, grain);
    const count = (test: (y: number) => boolean): number => heights.filter(test).length;
    const small = LAYER_TOLERANCE_ANGSTROM;
    const onOrigin = count((y) => Math.abs(y) < small) * 0.5;
    // A holds what lies up to its termination, B what lies from its termination on.
    return isUpper
      ? -here - height * (onOrigin - count((y) => y < here - small))
      : here - height * (onOrigin + count((y) => y > small && y < here + small));
  };
  return (
    state.gapAngstrom +
    excessOf(grainA, state.terminationA, false) +
    excessOf(grainB, state.terminationB, true)
  );
}

/** Volume of an atom over the boundary's area, Å: what one removed atom adds. Of two crystals the mean. */
export function removedAtomExcessAngstrom({ grainA, grainB }: Boundary, bicrystal: Bicrystal): number {
  const volume = (volumePerAtom(strainedCrystal(grainA)) + volumePerAtom(strainedCrystal(grainB))) / 2;
  return volume / bicrystal.areaAngstrom2;
}

/**
 * [n]: atoms of the boundary plane over those of a bulk plane, modulo 1, when `nMissing` are gone from one boundary.
 * null where the planes of the two grains hold different numbers of atoms, or planes have several layers.
 */
export function atomFractionOf(boundary: Boundary, bicrystal: Bicrystal, nMissing: number): number | null {
  const { grainA, grainB } = boundary;
  const one = grainA.terminationsAngstrom.length === 1 && grainB.terminationsAngstrom.length === 1;
  const perPlane = [grainA, grainB].map(
    (grain) => (bicrystal.areaAngstrom2 * grain.planeSpacingAngstrom) / volumePerAtom(strainedCrystal(grain)),
  );
  if (!one || Math.abs(perPlane[0] - perPlane[1]) > 1e-6 * perPlane[0]) return null;
  const inPlane = Math.round(perPlane[0]);
  return ((inPlane - (nMissing % inPlane)) % inPlane) / inPlane;
}
