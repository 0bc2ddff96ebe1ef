import type { MacroscopicBoundary, PropertyValue } from '../../src/science/catalogue/catalogue-records.js';
import type { CatalogueRepository, PreparedDraft } from '../../src/workflows/ports/catalogue.js';

export const ADDED = { at: new Date('2026-03-01T10:00:00.123Z'), by: 'key-1' };

const crystal = (element: string) => ({
  ...{ key: `fcc ${element}`, name: 'fcc', formula: element, elements: [element] },
  ...{ spaceGroup: 225, crystal: null },
});

/** A tilt boundary of an fcc metal, told apart by its key. */
export function aMacroscopicBoundary(
  key: string,
  { element = 'Cu', ...change }: Partial<MacroscopicBoundary> & { readonly element?: string } = {},
): MacroscopicBoundary {
  const side = crystal(element);
  return {
    ...{ key, label: `Σ5 (210)[001] symmetric tilt, fcc ${element}`, kind: 'symmetric-tilt' },
    ...{ crystals: [side, side], sigma: 5, axis: [0, 0, 1], misorientationDeg: 53.13, disorientationDeg: 36.87 },
    ...{ planes: [[2, 1, 0], [2, -1, 0]], planeFamilies: ['m-3m {210}', 'm-3m {210}'] },
    axisFamily: 'm-3m ⟨100⟩',
    ...change,
  }; // prettier-ignore
}

export const aValue = (name: string, value: number, change: Partial<PropertyValue> = {}): PropertyValue => ({
  ...{ name, value, std: null, methodKind: 'empirical-potential' as const },
  ...{ method: 'EAM Mishin 2001', conditions: {}, ...change },
});

/** A boundary with values, and with a structure where `descriptors` are given. */
export const aDraft = (
  boundary: MacroscopicBoundary,
  properties: readonly PropertyValue[],
  descriptors: Readonly<Record<string, number | null>> | null = null,
): PreparedDraft => ({
  draft: {
    ...{ boundary, properties, source: { kind: 'user', note: 'by hand' } },
    structure:
      descriptors === null
        ? null
        : { extxyz: '', nAtoms: 76, atomFraction: 0.5, termination: null, translationAngstrom: [0.1, -0.2, 0.3] },
  },
  structureBlob: descriptors === null ? null : boundary.key.padEnd(64, '0'),
  descriptors: descriptors ?? {},
  descriptorBlob: null,
  optimade: null,
}); // prettier-ignore

/**
 * Boundaries of two metals whose energy falls with Σ within each and, as the second metal has high energies and high Σ, rises
 * with it over both: pooled and within groups say the opposite.
 */
export async function addTwoMetals(
  catalogue: CatalogueRepository,
  ownerId: string,
  nEach = 12,
): Promise<void> {
  const drafts = ['Al', 'Ni'].flatMap((element, metal) =>
    Array.from({ length: nEach }, (_, i) => {
      const sigma = 3 + 2 * i + 60 * metal;
      const energy = 0.4 + metal - 0.01 * i + 0.02 * Math.sin(7 * i);
      const boundary = aMacroscopicBoundary(`${element}-${i}`, { element, sigma, disorientationDeg: 20 + 3 * i });
      const values = [aValue('gb_energy_J_m2', energy, { method: `EAM ${element}` })];
      const volume = aValue('excess_volume_angstrom', 0.1 + 0.02 * i + 0.01 * Math.cos(5 * i), { method: `EAM ${element}` });
      return aDraft(boundary, i % 5 === 4 ? values : [...values, volume]);
    }),
  ); // prettier-ignore
  await catalogue.add(ownerId, drafts, ADDED);
}
