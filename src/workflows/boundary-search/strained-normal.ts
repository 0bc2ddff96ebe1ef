import { structureOf } from '../../science/crystal/build.js';
import type { Mat3 } from '../../science/crystal/structure.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import type { Grain } from '../../science/grain-boundaries/boundary.js';
import { strainedCrystal } from '../../science/grain-boundaries/strained-crystal.js';

/** Strain of the difference quotients, the one below which Newton's method is done, and its longest step. */
const STEP = 1e-3;
const TOLERANCE = 1e-6;
const LONGEST_STEP = 0.02;
const MOST_STEPS = 20;

function stretched(grain: Grain, strain: Mat3, normal: number): Grain {
  const [x, y, z] = strain;
  return {
    ...grain,
    strain: [x, [y[0], normal, y[2]], z],
    planeSpacingAngstrom: grain.planeSpacingAngstrom * (1 + normal),
    terminationsAngstrom: grain.terminationsAngstrom.map((height) => height * (1 + normal)),
  };
}

/**
 * A grain that is strained in the plane, with the length along the normal at which the engine finds it without normal
 * stress: the crystal it is far from the boundary. A grain without strain is given back.
 *
 * @throws EnergeticsError not-converged  the crystal is unstable under this strain
 * Valid for: crystals that do not shear when they are strained in this plane; sites keep their fractions.
 * Checked: biaxially strained nickel of (001) against its elastic constants (search-boundary.spec.ts).
 */
export async function relaxStrainedNormal(grain: Grain, engine: EnergyEngine): Promise<Grain> {
  const { strain } = grain;
  if (strain === null) return grain;
  const energy = async (normal: number): Promise<number> => {
    const { energyEv } = await engine.evaluate(
      structureOf(strainedCrystal(stretched(grain, strain, normal))),
    );
    return energyEv;
  };
  let normal = 0;
  for (let n = 0; n < MOST_STEPS; n++) {
    const [below, here, above] = [
      await energy(normal - STEP),
      await energy(normal),
      await energy(normal + STEP),
    ];
    const curvature = (above - 2 * here + below) / STEP ** 2;
    if (!(curvature > 0)) break;
    const step = (below - above) / (2 * STEP) / curvature;
    normal += Math.max(-LONGEST_STEP, Math.min(step, LONGEST_STEP));
    if (Math.abs(step) < TOLERANCE) return stretched(grain, strain, normal);
  }
  throw new EnergeticsError('not-converged', `${grain.crystal.name} does not settle under its strain`, {
    strain,
  });
}
