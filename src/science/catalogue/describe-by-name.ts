import type { PrototypeName } from '../crystal/prototypes.js';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Crystal, Vec3 } from '../crystal/structure.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { cubicOfAnySize } from './catalogue-crystal.js';
import { CatalogueError } from './catalogue-error.js';
import type { MacroscopicBoundary } from './catalogue-records.js';
import { macroscopicBoundary, MAX_EXACT_SIGMA } from './macroscopic-boundary.js';
import { materialOf } from './materials.js';

/** A boundary of one crystal as people name it. */
export interface NamedBoundary {
  /** 'fcc Cu', 'UO2', see `materialOf`; or the structure with its elements in the prototype's order. */
  readonly material: string | { readonly structure: PrototypeName; readonly elements: readonly string[] };
  /** null: not told; enough for cubic crystals. */
  readonly latticeAngstrom: readonly number[] | null;
  readonly sigma: number;
  readonly axis: Vec3;
  readonly plane: Vec3;
  /** Of grain B; null: as `makeBoundary` chooses. */
  readonly planeB: Vec3 | null;
}

/** Measured c/a ratios are no whole ones: nearest ideal lattices are sought within this share. */
const AXIAL_TOLERANCE = 0.02;

/**
 * The boundary that a name means.
 *
 * @throws CatalogueError unknown-material, lattice-needed; out-of-range  Σ above 2000
 * @throws CrystalError, BoundaryError as `makeBoundary`
 */
export function describeByName(named: NamedBoundary): MacroscopicBoundary {
  const { material, latticeAngstrom, sigma, axis, plane, planeB } = named;
  if (sigma > MAX_EXACT_SIGMA)
    throw new CatalogueError('out-of-range', `Σ${sigma} is above ${MAX_EXACT_SIGMA}`, { sigma });
  const { structure, elements } = typeof material === 'string' ? materialOf(material) : material;
  const crystal =
    latticeAngstrom === null
      ? withoutLattice(structure, elements)
      : prototypeCrystal(structure, elements, latticeAngstrom);
  const isHexagonal = structure === 'hcp' || structure === 'wurtzite';
  const boundary = makeBoundary({
    crystal,
    sigma,
    axis,
    plane,
    ...(planeB === null ? {} : { planeB }),
    ...(isHexagonal ? { metricTolerance: AXIAL_TOLERANCE } : {}),
  });
  const described = macroscopicBoundary(boundary);
  if (latticeAngstrom !== null) return described;
  const [a, b] = described.crystals;
  return {
    ...described,
    crystals: [
      { ...a, crystal: null },
      { ...b, crystal: null },
    ],
  };
}

function withoutLattice(structure: PrototypeName, elements: readonly string[]): Crystal {
  const crystal = cubicOfAnySize(structure, elements);
  if (crystal !== null) return crystal;
  throw new CatalogueError(
    'lattice-needed',
    `of ${structure} ${elements.join('')} the lattice has to be told: a and c, Å`,
    {
      structure,
      elements,
    },
  );
}
