import { fractionalPositions, MAX_ATOMS, positionOf, structureFromAtoms, symbolsOf } from '../build.js';
import { cellParameters } from '../cell-parameters.js';
import { CrystalError } from '../crystal-error.js';
import { isElement } from '../elements.js';
import type { AtomicStructure, Mat3, Vec3 } from '../structure.js';
import { applyRow, determinant } from '../vectors.js';
import { asList, asNumber, asNumbers, asText, property, type Located } from './json-shape.js';

const asVec3 = (at: Located): Vec3 => asNumbers(at, 3) as unknown as Vec3;

function readLattice(at: Located): { cell: Mat3; periodic: AtomicStructure['periodic'] } {
  const rows = asList(property(at, 'matrix')).map(asVec3);
  if (rows.length !== 3)
    throw new CrystalError('malformed-file', `${at.path}.matrix: three vectors expected`);
  const pbc = property(at, 'pbc');
  const flags = pbc.value === undefined ? [true, true, true] : asList(pbc).map((flag) => flag.value === true);
  return { cell: rows as unknown as Mat3, periodic: [flags[0], flags[1], flags[2]] };
}

/** One fully occupied element; its oxidation state is not kept. */
function readSpecies(site: Located): string {
  const species = asList(property(site, 'species'));
  const symbol = species.length === 1 ? asText(property(species[0], 'element')) : '';
  if (species.length !== 1 || Math.abs(asNumber(property(species[0], 'occu')) - 1) > 1e-3) {
    throw new CrystalError('unsupported-file', `${site.path}: a site is shared or only partly occupied`);
  }
  if (!isElement(symbol)) {
    throw new CrystalError('unknown-element', `${site.path}: '${symbol}' is no element`, { symbol });
  }
  return symbol;
}

/** A pymatgen Structure's dictionary, in pymatgen's own frame. `labels`: site property of that name, null where it has none. */
export function readPymatgenStructure(
  at: Located,
  label: string,
): { structure: AtomicStructure; labels: (string | null)[] } {
  const { cell, periodic } = readLattice(property(at, 'lattice'));
  const sites = asList(property(at, 'sites'));
  if (sites.length > MAX_ATOMS)
    throw new CrystalError('limits-exceeded', `${sites.length} atoms; at most ${MAX_ATOMS}`);
  const positions = new Float64Array(3 * sites.length);
  const labels: (string | null)[] = [];
  const symbols = sites.map((site, i) => {
    positions.set(applyRow(asVec3(property(site, 'abc')), cell), 3 * i);
    const properties = property(site, 'properties');
    const value = properties.value === undefined ? undefined : property(properties, label).value;
    labels.push(typeof value === 'string' ? value : null);
    return readSpecies(site);
  });
  return { structure: structureFromAtoms({ cell, periodic, symbols, positions }), labels };
}

/** The dictionary of a pymatgen Structure; `properties` of each site, by atom. */
export function pymatgenStructure(
  structure: AtomicStructure,
  properties: (atom: number) => Record<string, string | null>,
): Record<string, unknown> {
  const { lengthsAngstrom, anglesRad } = cellParameters(structure.cell);
  const [a, b, c] = lengthsAngstrom;
  const [alpha, beta, gamma] = anglesRad.map((angle) => (angle * 180) / Math.PI);
  const fractional = fractionalPositions(structure);
  return {
    '@module': 'pymatgen.core.structure',
    '@class': 'Structure',
    charge: 0,
    lattice: {
      matrix: structure.cell,
      pbc: structure.periodic,
      ...{ a, b, c, alpha, beta, gamma },
      volume: Math.abs(determinant(structure.cell)),
    },
    sites: symbolsOf(structure).map((element, i) => ({
      species: [{ element, occu: 1 }],
      abc: [...fractional.subarray(3 * i, 3 * i + 3)],
      xyz: positionOf(structure, i),
      label: element,
      properties: properties(i),
    })),
  };
}
