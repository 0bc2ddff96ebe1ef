import type { DescriptorInfo } from '../../science/structure-trees/site-spectra.js';

/** [label, unit, family] of the descriptors of the O-K set, in the order in which ties are decided: the plain ones first. */
const KNOWN: Readonly<Record<string, readonly [label: string, unit: string, family: string]>> = {
  cn: ['coordination number', '', 'coordination'],
  mo_mean: ['mean M–O distance', 'Å', 'distance'],
  mo_min: ['shortest M–O distance', 'Å', 'distance'],
  mo_max: ['longest M–O distance', 'Å', 'distance'],
  mo_std: ['spread of the M–O distances', 'Å', 'distance'],
  mom_angle_mean: ['mean M–O–M angle', '°', 'angle'],
  mom_angle_min: ['smallest M–O–M angle', '°', 'angle'],
  oo_min: ['shortest O–O distance', 'Å', 'packing'],
  voronoi_volume: ['Voronoi volume of O', 'Å³', 'packing'],
  volume_per_atom: ['volume per atom', 'Å³', 'packing'],
  bvs: ['bond-valence sum of O', '', 'bond valence'],
  n_cation_species: ['number of neighbouring elements', '', 'chemistry'],
  cation_en_mean: ['mean electronegativity of M', '', 'chemistry'],
  cation_charge_mean: ['mean formal charge of M', '', 'chemistry'],
};
/** Suffix of descriptors that count neighbours by covalent radii. */
const COVALENT = '_cov';

/** How a descriptor is called where people read it; one that is not known goes by its own name, without a unit. */
export function descriptorInfo(name: string): DescriptorInfo {
  const isCovalent = name.endsWith(COVALENT);
  const base = isCovalent ? name.slice(0, -COVALENT.length) : name;
  if (!Object.hasOwn(KNOWN, base)) return { name, label: name, unit: '', family: name };
  const [label, unit, family] = KNOWN[base];
  return { name, label: isCovalent ? `${label} (covalent radii)` : label, unit, family };
}

/** Those of these names that stand in the list above, in its order: what a tree is made of by default. */
export const usualDescriptors = (names: readonly string[]): string[] =>
  Object.keys(KNOWN).filter((name) => names.includes(name));
