import type { PropertyValue } from '../catalogue-records.js';
import { potentialValue } from './orientation-rows.js';

export const OLMSTED_CITATION =
  'D. L. Olmsted, S. M. Foiles, E. A. Holm, Acta Materialia 57, 3694 (2009), https://doi.org/10.1016/j.actamat.2009.04.007';
export const OLMSTED_MOBILITY_CITATION =
  'D. L. Olmsted, E. A. Holm, S. M. Foiles, Acta Materialia 57, 3704 (2009), https://doi.org/10.1016/j.actamat.2009.04.015';

/** Potentials as the supplement names them. */
export const NICKEL = 'EAM Foiles and Hoyt (Ni)';
export const ALUMINIUM = 'EAM Ercolessi and Adams (Al)';

export function olmstedEnergy(value: number, method: string): PropertyValue {
  return potentialValue('gb_energy_J_m2', value, method, { protocol: 'lowest of many relaxed starts' });
}

/** Of nickel at 1400 K, driven by 0.025 eV per atom; 0: the boundary did not move far enough. */
export function olmstedMobility(value: number): PropertyValue {
  const conditions = { temperature_K: 1400, driving_energy_eV_per_atom: 0.025, moved: value !== 0 };
  return potentialValue('gb_mobility_m_per_s_GPa', value, NICKEL, conditions);
}

/** Of nickel at 1400 K: mean relative shear of the second grain along the second and third common axes. */
export function olmstedShear(y: number, z: number, axesA: readonly (readonly number[])[]): PropertyValue[] {
  const conditions = {
    temperature_K: 1400,
    y_in_grain_a: axesA[1].join(' '),
    z_in_grain_a: axesA[2].join(' '),
  };
  return [potentialValue('shear_y', y, NICKEL, conditions), potentialValue('shear_z', z, NICKEL, conditions)];
}
