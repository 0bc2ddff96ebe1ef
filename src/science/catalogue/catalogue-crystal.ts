import { prototypeCrystal, type PrototypeName } from '../crystal/prototypes.js';
import type { Crystal } from '../crystal/structure.js';
import type { CatalogueCrystal } from './catalogue-records.js';
import { crystalType } from './crystal-type.js';
import { recognisePrototype } from './recognise-prototype.js';
import { writtenFormula } from './reduced-formula.js';

/** Space groups of the prototypes: International Tables A. */
const SPACE_GROUPS: Readonly<Record<PrototypeName, number>> = {
  fcc: 225,
  bcc: 229,
  hcp: 194,
  diamond: 227,
  zincblende: 216,
  wurtzite: 186,
  rocksalt: 225,
  fluorite: 225,
  perovskite: 221,
};

/** Found once for each crystal object: imports meet the same one hundreds of times. */
const known = new WeakMap<Crystal, CatalogueCrystal & { readonly crystal: Crystal }>();

/**
 * How the catalogue names a crystal: by the prototype that it is, whatever cell it came in, else by its own name; and by
 * its formula. The key of a crystal of no known prototype holds its `crystalType`, too: a name and a formula are common to
 * polymorphs ('bulk' TiO2). The lattice parameter is no part of the key.
 *
 * @returns `crystal` in the prototype's standard cell (in the Cartesian frame of the one given), or as it is
 * @throws CrystalError as `recognisePrototype`
 * Valid for: two crystals of no known prototype count as one where name, formula and type are equal.
 * Checked: rutile and anatase apart, each of two potentials' cells together (crystal-type.spec.ts).
 */
export function catalogueCrystal(crystal: Crystal): CatalogueCrystal & { readonly crystal: Crystal } {
  const before = known.get(crystal);
  if (before !== undefined) return before;
  const prototype = recognisePrototype(crystal);
  const formula = writtenFormula(crystal.sites.map((site) => site.element));
  const name = prototype?.name ?? crystal.name;
  const found = {
    key:
      prototype === null ? `${name.toLowerCase()}:${formula} ${crystalType(crystal)}` : `${name}:${formula}`,
    name,
    formula,
    elements: [...new Set(crystal.sites.map((site) => site.element))].sort(),
    spaceGroup: prototype === null ? null : SPACE_GROUPS[prototype.name],
    crystal: prototype?.crystal ?? crystal,
  };
  known.set(crystal, found);
  known.set(found.crystal, found);
  return found;
}

/** Roughly the size of a crystal: where only whole numbers matter, any will do. */
const ANY_LENGTH_ANGSTROM = 4;

/** A crystal with its lattice, or a cubic one of any size; null: hexagonal, whose c/a has to be told. */
export function cubicOfAnySize(structure: PrototypeName, elements: readonly string[]): Crystal | null {
  if (structure === 'hcp' || structure === 'wurtzite') return null;
  return prototypeCrystal(structure, elements, [ANY_LENGTH_ANGSTROM]);
}

/**
 * A material as the catalogue writes it, of what people write: 'O2U' is 'UO2', 'Cu/Al2O3' is 'Al2O3/Cu'. Text that is no formula
 * stays as it is.
 */
export function materialAsKept(text: string): string {
  const phases = text.split('/').map((phase) => formulaAsKept(phase.trim()));
  return phases.sort().join('/');
}

/** No material has more atoms of one element in its formula. */
const MOST_ATOMS = 1000;

function formulaAsKept(text: string): string {
  const parts = [...text.matchAll(/([A-Z][a-z]?)(\d*)/g)];
  const counts = parts.map(([, , count]) => (count === '' ? 1 : Number(count)));
  const isFormula = text !== '' && parts.map(([whole]) => whole).join('') === text;
  if (!isFormula || !counts.every((n) => n > 0 && n <= MOST_ATOMS)) return text;
  return writtenFormula(parts.flatMap(([, element], i) => Array<string>(counts[i]).fill(element)));
}
