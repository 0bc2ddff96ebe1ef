import { cellOfParameters, cellParameters } from '../cell-parameters.js';
import { CrystalError } from '../crystal-error.js';
import { isElement } from '../elements.js';
import { siteFinder } from '../site-finder.js';
import type { Crystal, Mat3, Site, Vec3 } from '../structure.js';
import { add, apply, applyRow, norm, subtract } from '../vectors.js';
import { readCifBlocks, type CifBlock, type CifValue } from './cif-tokens.js';
import { malformed, readNumber } from './read-text.js';
import { readOperation, type AffineOperation } from './symmetry-text.js';

/** Images of an atom nearer than this are one atom on a special position: 0.333 for 1/3 leaves 0.01 Å. */
const SAME_ATOM_ANGSTROM = 0.05;
const MAX_OPERATIONS = 192;
/** Sites of one cell at most, before images on one place are merged. */
const MAX_SITES = 20_000;

const SYMMETRY_TAGS = ['_symmetry_equiv_pos_as_xyz', '_space_group_symop_operation_xyz'];
const GROUP_TAGS = [
  '_symmetry_space_group_name_h-m',
  '_space_group_name_h-m_alt',
  '_symmetry_space_group_name_hall',
  '_space_group_name_hall',
  '_symmetry_int_tables_number',
  '_space_group_it_number',
];

const isGiven = (value: CifValue | undefined): value is CifValue =>
  value !== undefined && (value.quoted || (value.text !== '?' && value.text !== '.'));

/** '3.615(2)' is 3.615: the digits in brackets are the doubt of the last ones. */
const valueOf = (value: CifValue, what: string): number =>
  readNumber(value.text.replace(/\(\d*\)$/, ''), what, value.line);

function readCell(block: CifBlock): Mat3 {
  const read = (tag: string): number | null => {
    const value = block.columns.get(tag)?.[0];
    return isGiven(value) ? valueOf(value, tag) : null;
  };
  const length = (edge: string): number => {
    const value = read(`_cell_length_${edge}`);
    if (value === null)
      throw new CrystalError('malformed-file', `data_${block.name}: no _cell_length_${edge}`);
    return value;
  };
  // The dictionary's own default of an angle that is not given is 90°.
  const angle = (name: string): number => ((read(`_cell_angle_${name}`) ?? 90) * Math.PI) / 180;
  return cellOfParameters({
    lengthsAngstrom: [length('a'), length('b'), length('c')],
    anglesRad: [angle('alpha'), angle('beta'), angle('gamma')],
  });
}

function readOperations(block: CifBlock): AffineOperation[] {
  const given = SYMMETRY_TAGS.map((tag) => block.columns.get(tag)).find((column) => column !== undefined);
  if (given !== undefined && given.some(isGiven)) {
    if (given.length > MAX_OPERATIONS) {
      throw new CrystalError(
        'limits-exceeded',
        `${given.length} symmetry operations; a space group has at most 192`,
      );
    }
    return given.map((value) => readOperation(value.text, value.line));
  }
  const group = GROUP_TAGS.flatMap((tag) => block.columns.get(tag) ?? []).find(isGiven);
  if (group !== undefined && !/^(p\s*1|1)$/i.test(group.text.trim())) {
    throw new CrystalError(
      'unsupported-file',
      `line ${group.line}: space group '${group.text}' without its operations; write the file with _space_group_symop_operation_xyz, or all atoms in P1`,
      { line: group.line, spaceGroup: group.text },
    );
  }
  return [readOperation('x,y,z', 1)];
}

/** 'Cu2+', 'O1', 'Si_a' begin with the element's symbol. */
function elementOf(value: CifValue): string {
  const letters = /^[A-Za-z]{1,2}/.exec(value.text)?.[0] ?? '';
  const symbol = letters.charAt(0).toUpperCase() + letters.slice(1).toLowerCase();
  const found = [symbol, symbol.charAt(0)].find(isElement);
  if (found === undefined) {
    throw new CrystalError('unknown-element', `line ${value.line}: '${value.text}' begins with no element`, {
      line: value.line,
    });
  }
  return found;
}

function readSites(block: CifBlock): Site[] {
  const names = block.columns.get('_atom_site_type_symbol') ?? block.columns.get('_atom_site_label');
  const [xs, ys, zs] = ['x', 'y', 'z'].map((axis) => block.columns.get(`_atom_site_fract_${axis}`));
  if (names === undefined || xs === undefined || ys === undefined || zs === undefined) {
    throw new CrystalError(
      'unsupported-file',
      `data_${block.name}: atoms need a label or type and fractional coordinates`,
    );
  }
  if (names.length !== xs.length || names.length !== ys.length || names.length !== zs.length) {
    throw malformed('the columns of _atom_site have different lengths', names[0].line);
  }
  block.columns.get('_atom_site_occupancy')?.forEach((value) => {
    if (isGiven(value) && Math.abs(valueOf(value, 'occupancy') - 1) > 1e-3) {
      throw new CrystalError('unsupported-file', `line ${value.line}: a site is only partly occupied`, {
        line: value.line,
      });
    }
  });
  return names.map((name, i) => ({
    element: elementOf(name),
    fractional: [valueOf(xs[i], 'x'), valueOf(ys[i], 'y'), valueOf(zs[i], 'z')],
  }));
}

const wrapUnit = (x: number): number => x - Math.floor(x);
const nearest = (x: number): number => x - Math.round(x);

/** The distinct images of one site. */
function orbit(site: Site, operations: readonly AffineOperation[], cell: Mat3): Site[] {
  const images: Vec3[] = [];
  for (const { rotation, translation } of operations) {
    const image = add(apply(rotation, site.fractional), translation).map(wrapUnit) as unknown as Vec3;
    const isNew = images.every((other) => {
      const away = subtract(image, other).map(nearest) as unknown as Vec3;
      return norm(applyRow(away, cell)) > SAME_ATOM_ANGSTROM;
    });
    if (isNew) images.push(image);
  }
  return images.map((fractional) => ({ element: site.element, fractional }));
}

/**
 * The first crystal structure in a CIF 1.1 text.
 *
 * @returns all sites of the cell, symmetry operations applied, a along x, b in the xy plane; `name` is the data block's
 * @throws CrystalError malformed-file, unsupported-file (a space group named without its operations, partial occupancy,
 *         no fractional coordinates), unknown-element, invalid-lattice, limits-exceeded
 * Source: S. R. Hall, F. H. Allen, I. D. Brown, Acta Cryst. A47, 655 (1991); core dictionary 2.4 and 3.
 * Checked: ASE and pymatgen read what we write and the reverse (test/peers); multiplicities of known structures.
 */
export function readCif(text: string): Crystal {
  const block = readCifBlocks(text).find((b) => b.columns.has('_atom_site_fract_x'));
  if (block === undefined) {
    throw new CrystalError('unsupported-file', 'no data block has atoms with fractional coordinates');
  }
  const cell = readCell(block);
  const operations = readOperations(block);
  const asymmetric = readSites(block);
  if (asymmetric.length * operations.length > MAX_SITES) {
    throw new CrystalError(
      'limits-exceeded',
      `${asymmetric.length} sites × ${operations.length} operations; at most ${MAX_SITES}`,
    );
  }
  const all: Crystal = {
    name: block.name,
    cell,
    sites: asymmetric.flatMap((site) => orbit(site, operations, cell)),
  };
  // Some programs list atoms that the operations make as well.
  const find = siteFinder(all, SAME_ATOM_ANGSTROM);
  return { ...all, sites: all.sites.filter((s, i) => find(s.element, s.fractional, [0, 0, 0]) === i) };
}

/**
 * A crystal as CIF, every site listed in P1. CIF keeps no directions: a reader puts a along x.
 */
export function writeCif(crystal: Crystal): string {
  const { lengthsAngstrom: lengths, anglesRad } = cellParameters(crystal.cell);
  const counts = new Map<string, number>();
  const label = (element: string): string => {
    counts.set(element, (counts.get(element) ?? 0) + 1);
    return `${element}${counts.get(element)}`;
  };
  return [
    `data_${crystal.name.replaceAll(/[^\x21-\x7e]/g, '_') || 'crystal'}`,
    ...['a', 'b', 'c'].map((edge, k) => `_cell_length_${edge} ${lengths[k].toFixed(10)}`),
    ...['alpha', 'beta', 'gamma'].map(
      (name, k) => `_cell_angle_${name} ${((anglesRad[k] * 180) / Math.PI).toFixed(10)}`,
    ),
    "_space_group_name_H-M_alt 'P 1'",
    'loop_',
    '_space_group_symop_operation_xyz',
    "'x, y, z'",
    'loop_',
    '_atom_site_label',
    '_atom_site_type_symbol',
    '_atom_site_fract_x',
    '_atom_site_fract_y',
    '_atom_site_fract_z',
    ...crystal.sites.map(
      ({ element, fractional }) =>
        `${label(element)} ${element} ${fractional.map((x) => x.toFixed(12)).join(' ')}`,
    ),
    '',
  ].join('\n');
}
