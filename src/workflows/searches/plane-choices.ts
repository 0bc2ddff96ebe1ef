import { boundaryPlanes } from '../../science/grain-boundaries/planes.js';
import { rotationsOf } from '../../science/grain-boundaries/rotations.js';
import { recipeCrystal } from '../boundary-search/search-boundary.js';
import type { PlaneChoice, PlanesTask } from '../ports/search-computation.js';
import { anyLattice } from './prepare-candidates.js';

/** Planes with the smallest period are those that are searched; so many of each Σ are listed. */
const PLANES_OF_SIGMA = 40;
const LARGEST_INDEX = 7;

/** Boundaries about an axis that one can search for, by Σ, then by the area of their period. */
export async function planeChoices({ crystal, axis, maxSigma }: PlanesTask): Promise<readonly PlaneChoice[]> {
  const found = await recipeCrystal(anyLattice(crystal), null);
  const sigmas = new Set(rotationsOf(found, axis, { maxSigma }).map(({ sigma }) => sigma));
  return [...sigmas]
    .filter((sigma) => sigma > 1)
    .sort((a, b) => a - b)
    .flatMap((sigma) =>
      boundaryPlanes(found, axis, sigma, { maxIndex: LARGEST_INDEX })
        .slice(0, PLANES_OF_SIGMA)
        .map(({ kind, angleRad, plane, planeB, areaAngstrom2 }) => ({
          sigma,
          misorientationDeg: (angleRad * 180) / Math.PI,
          kind,
          planeA: plane,
          planeB,
          areaAngstrom2,
        })),
    );
}
