import { J_PER_M2_PER_EV_PER_ANGSTROM2 } from '../../units/constants.js';
import { CatalogueError } from '../catalogue-error.js';
import { PROPERTIES, type PropertyDefinition } from '../properties.js';

/** Units that a column may have, as they are written without signs of powers; factor to the registry's. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'J/m²': {
    'J/m2': 1,
    'mJ/m2': 1e-3,
    'eV/A2': J_PER_M2_PER_EV_PER_ANGSTROM2,
    'meV/A2': J_PER_M2_PER_EV_PER_ANGSTROM2 / 1000,
    'N/m': 1,
    // 1 erg/cm² is 1 mJ/m².
    'erg/cm2': 1e-3,
  },
  Å: { A: 1, nm: 10, pm: 0.01 },
  // Of a mole of particles: 96.485 kJ.
  eV: { eV: 1, meV: 1e-3, 'kJ/mol': 1 / 96.48533212 },
  '1/nm²': { '1/nm2': 1, '1/A2': 100 },
  nm: { nm: 1, A: 0.1 },
  GPa: { GPa: 1, MPa: 1e-3 },
  'm/(s·GPa)': { 'm/sGPa': 1, 'm/(sGPa)': 1, 'm/s/GPa': 1 },
  'm²/s': { 'm2/s': 1, 'cm2/s': 1e-4 },
  'm²·K/W': { 'm2K/W': 1 },
  'Ω·m²': { Ohmm2: 1, Ohmcm2: 1e-4 },
};

/** Other names of a property, without unit. */
const ALIASES: Readonly<Record<string, string>> = {
  egb: 'gb_energy',
  e_gb: 'gb_energy',
  gbe: 'gb_energy',
  gb_energy: 'gb_energy',
  grain_boundary_energy: 'gb_energy',
  boundary_energy: 'gb_energy',
  excess_volume: 'excess_volume',
  gb_excess_volume: 'excess_volume',
};

/** A column of values, or of their standard deviations. */
export interface PropertyColumn {
  readonly property: PropertyDefinition;
  readonly isStd: boolean;
  /** Cell times this is in the registry's unit. */
  readonly factor: number;
}

/** How the registry writes a unit at the end of a name. */
const SUFFIXES: Readonly<Record<string, string>> = {
  'J/m²': '_J_m2',
  Å: '_angstrom',
  eV: '_eV',
  '1/nm²': '_per_nm2',
  nm: '_nm',
  GPa: '_GPa',
  'm/(s·GPa)': '_m_per_s_GPa',
  'm²/s': '_m2_s',
  'm²·K/W': '_m2K_W',
  'Ω·m²': '_ohm_m2',
  'µB/nm²': '_muB_nm2',
};
const baseOf = ({ name, unit }: PropertyDefinition): string =>
  name.slice(0, name.length - (SUFFIXES[unit] ?? '').length);

/**
 * What a column's header says: a name of the registry, or the same name with another unit in brackets or at its end,
 * 'gb_energy (mJ/m^2)', 'egb_eV_A2'; '_std' or 'std of' makes it a standard deviation.
 *
 * @returns null: no property
 * @throws CatalogueError unknown-unit  a property, but without a unit or in one that is not known
 */
export function propertyColumn(header: string): PropertyColumn | null {
  const isStd = /(_std|_uncertainty)\b|\bstd\b/i.test(header);
  const plain = header.replace(/^\s*std of\s+|(_std|_uncertainty)(?=$|[\s(\[])/i, '').trim();
  const exact = PROPERTIES.find((p) => p.name.toLowerCase() === plain.toLowerCase());
  if (exact !== undefined) return { property: exact, isStd, factor: 1 };
  const bracket = /^(.*?)\s*[[(]\s*(.+?)\s*[\])]$/.exec(plain);
  const [name, unit] = bracket === null ? splitSuffix(plain) : [bracket[1], bracket[2]];
  const base = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const property = PROPERTIES.find((p) => {
    const own = baseOf(p).toLowerCase();
    return own === base || own === ALIASES[base] || p.name.toLowerCase() === base;
  });
  if (property === undefined) return null;
  return { property, isStd, factor: factorOf(property, unit, header) };
}

/** 'egb_mJ_m2' → egb, mJ/m2. */
function splitSuffix(text: string): [string, string] {
  for (const units of Object.values(UNITS)) {
    for (const unit of Object.keys(units)) {
      const ending = `_${unit.replace('/', '_')}`;
      if (text.toLowerCase().endsWith(ending.toLowerCase())) return [text.slice(0, -ending.length), unit];
    }
  }
  return [text, ''];
}

function factorOf({ name, unit: own }: PropertyDefinition, written: string, header: string): number {
  const unit = written
    .replaceAll(/[\s^·*]/g, '')
    .replaceAll('²', '2')
    .replaceAll(/Å|angstrom/gi, 'A')
    .replaceAll('Ω', 'Ohm')
    .replace(/m-2$/, '/m2');
  if (own === '' && unit === '') return 1;
  const factor = Object.hasOwn(UNITS, own) ? UNITS[own][unit] : undefined;
  if (factor !== undefined) return factor;
  throw new CatalogueError(
    'unknown-unit',
    unit === ''
      ? `the column ${header} has no unit: call it ${name}, or write the unit in brackets`
      : `the column ${header} has the unit ${written}; ${name} is read in ${[...Object.keys(UNITS[own] ?? { [own]: 1 })].join(', ')}`,
    { header, unit: written },
  );
}
