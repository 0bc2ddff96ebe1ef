import { CatalogueError } from './catalogue-error.js';
import type { PropertyValue } from './catalogue-records.js';

/** What a property's name means. */
export interface PropertyDefinition {
  readonly name: string;
  /** As in the name, written out: 'J/m²'. */
  readonly unit: string;
  readonly meaning: string;
  /** Values outside are mistakes of unit or sign. */
  readonly range: readonly [number, number];
  /** Of two values of one structure by one method the lower is the better: energies of what is relaxed. */
  readonly lowerIsBetter: boolean;
}

const define = (
  name: string,
  unit: string,
  range: readonly [number, number],
  meaning: string,
): PropertyDefinition => ({ name, unit, meaning, range, lowerIsBetter: name === 'gb_energy_J_m2' });

/**
 * The properties of boundaries and structures that the catalogue knows; a value under another name is refused.
 *
 * Ranges are wide: several times what the literature reports, so that they catch mJ for J, eV for J, and lost signs.
 */
export const PROPERTIES: readonly PropertyDefinition[] = [
  define('gb_energy_J_m2', 'J/m²', [-1, 20], 'Energy of the boundary above its bulk crystals, per area.'),
  define(
    'gb_free_energy_J_m2',
    'J/m²',
    [-1, 20],
    'Free energy of the boundary per area, at the temperature of its conditions.',
  ),
  define(
    'excess_volume_angstrom',
    'Å',
    [-3, 5],
    'Volume above that of the bulk crystals with as many atoms, per area.',
  ),
  define(
    'work_of_separation_J_m2',
    'J/m²',
    [-1, 40],
    'Energy to part the boundary into two unrelaxed or relaxed surfaces, per area.',
  ),
  define(
    'work_of_adhesion_J_m2',
    'J/m²',
    [-1, 40],
    'Energy to part the boundary into two surfaces in equilibrium, per area.',
  ),
  define(
    'interface_stress_J_m2',
    'J/m²',
    [-40, 40],
    'Mean of the two in-plane components of the interface stress.',
  ),
  define(
    'vacancy_formation_energy_eV',
    'eV',
    [-10, 20],
    'Energy to take an atom out of the boundary; the site is named in the conditions.',
  ),
  define(
    'segregation_energy_eV',
    'eV',
    [-20, 20],
    'Energy of a solute at the boundary minus that in the bulk: negative where it segregates; solute and site in the conditions.',
  ),
  define(
    'excess_solute_per_nm2',
    '1/nm²',
    [-100, 200],
    'Gibbsian excess of a solute; solute in the conditions.',
  ),
  define(
    'gb_mobility_m_per_s_GPa',
    'm/(s·GPa)',
    [0, 1e6],
    'Velocity of the boundary over the pressure that drives it; 0: it did not move in the simulation.',
  ),
  define(
    'shear_coupling_factor',
    '',
    [-20, 20],
    'Displacement along the boundary over that along its normal while it moves.',
  ),
  define(
    'shear_y',
    '',
    [-20, 20],
    'Relative shear of grain B along the first in-plane axis of the source, per distance moved.',
  ),
  define(
    'shear_z',
    '',
    [-20, 20],
    'Relative shear of grain B along the second in-plane axis of the source, per distance moved.',
  ),
  define(
    'diffusivity_m2_s',
    'm²/s',
    [0, 1e-3],
    'Self-diffusion along the boundary; species in the conditions.',
  ),
  define('thermal_resistance_m2K_W', 'm²·K/W', [0, 1e-5], 'Kapitza resistance.'),
  define(
    'ionic_resistance_ohm_m2',
    'Ω·m²',
    [0, 1e6],
    'Resistance to ions across the boundary, times area; ion in the conditions.',
  ),
  define(
    'electrical_resistance_ohm_m2',
    'Ω·m²',
    [0, 1e3],
    'Resistance to electrons across the boundary, times area.',
  ),
  define('barrier_height_eV', 'eV', [-5, 10], 'Of a double Schottky barrier.'),
  define('band_gap_eV', 'eV', [0, 20], 'Of the boundary region.'),
  define('magnetic_moment_muB_nm2', 'µB/nm²', [-1e4, 1e4], 'Excess magnetic moment per area.'),
  define('tensile_strength_GPa', 'GPa', [0, 200], 'Largest stress across the boundary in a tensile test.'),
  define('width_nm', 'nm', [0, 100], 'Thickness of the boundary region, defined in the conditions.'),
];

const byName = new Map(PROPERTIES.map((p) => [p.name, p]));

/** @throws CatalogueError unknown-property */
export function propertyDefinition(name: string): PropertyDefinition {
  const known = byName.get(name);
  if (known !== undefined) return known;
  throw new CatalogueError('unknown-property', `there is no property ${JSON.stringify(name)}`, {
    name,
    known: [...byName.keys()],
  });
}

export function isProperty(name: string): boolean {
  return byName.has(name);
}

/** Whether of two values the lower is the better one; false for names the registry lacks. */
export function isLowerBetter(name: string): boolean {
  return byName.get(name)?.lowerIsBetter ?? false;
}

/**
 * The value, when it can come into the catalogue.
 *
 * @throws CatalogueError unknown-property
 * @throws CatalogueError bad-value     value or std is no finite number, std is negative, or no method is told
 * @throws CatalogueError out-of-range  outside the range of the registry
 */
export function validateProperty(property: PropertyValue): PropertyValue {
  const { name, value, std, method } = property;
  const { range, unit } = propertyDefinition(name);
  const isStd = std === null || (Number.isFinite(std) && std >= 0);
  if (!Number.isFinite(value) || !isStd)
    throw new CatalogueError('bad-value', `${name} is ${value} ± ${std}`, { name, value, std });
  if (method.trim() === '') throw new CatalogueError('bad-value', `${name} has no method`, { name });
  if (value < range[0] || value > range[1])
    throw new CatalogueError(
      'out-of-range',
      `${name} = ${value} is outside of ${range[0]} to ${range[1]} ${unit}`,
      {
        name,
        value,
        range,
      },
    );
  return property;
}
