import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft } from '../catalogue-records.js';
import { matrixOf } from './cells.js';
import { collectRows } from './collect-rows.js';
import type { ImportFile, ImportRequest, ReadRows } from './import-types.js';
import { ALUMINIUM, NICKEL, OLMSTED_CITATION, olmstedEnergy } from './olmsted.js';
import { orientedBoundaries, plainDraft, potentialValue } from './orientation-rows.js';

export const ZHANG_CITATION =
  'Y. Zhang, E. D. Hansen, T. Harbison, S. Masengale, J. French, L. K. Aagesen, J. Am. Ceram. Soc. 105, 4471 (2022), https://doi.org/10.1111/jace.18340';
const BASAK = 'Basak potential (UO2)';
const GOTTE = 'Gotte potential (CeO2)';

/** Which of the two lists of GBOpt's tests a JSON value is; null: none. */
export function gboptList(json: unknown): 'olmsted-json' | 'zhang-json' | null {
  if (!Array.isArray(json) || !Array.isArray(json[0])) return null;
  const [first] = json as unknown[][];
  if (first.length === 7 && typeof first[0] === 'number') return 'olmsted-json';
  return first.length === 10 && typeof first[0] === 'string' && /^sigma\d+_/.test(first[0])
    ? 'zhang-json'
    : null;
}

function rowOf(value: unknown, length: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === length) return value;
  throw new CatalogueError('malformed-file', `the row is not a list of ${length}`);
}

function number(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new CatalogueError('bad-value', `${what} is ${JSON.stringify(value)}, not a number`);
}

/** [index, Σ, index of the misorientation, axes of the left grain, of the right one, energy of Ni, of Al (J/m²)]. */
export function readOlmstedJson(
  request: ImportRequest,
  file: ImportFile,
  json: readonly unknown[],
): ReadRows {
  const boundariesOf = orientedBoundaries(['fcc Ni', 'fcc Al']);
  return collectRows({ ...request, format: 'olmsted-json' }, json, (value, row): BoundaryDraft[] => {
    const [, sigma, , p, q, nickel, aluminium] = rowOf(value, 7);
    const given = {
      p: matrixOf(p, 'left grain'),
      q: matrixOf(q, 'right grain'),
      sigma: number(sigma, 'Σ'),
      told: null,
    };
    const boundaries = boundariesOf(given);
    const energies = [
      [NICKEL, number(nickel, 'energy of Ni')],
      [ALUMINIUM, number(aluminium, 'energy of Al')],
    ] as const;
    return energies.map(([method, energy], i) =>
      plainDraft(request, file, {
        boundary: boundaries[i],
        properties: [olmstedEnergy(energy, method)],
        row,
        citation: OLMSTED_CITATION,
      }),
    );
  });
}

/**
 * [name, kind, set of axes, five Euler angles in rad, in degrees, axes of grain A, of grain B, UO2 with Basak's potential,
 * CeO2 with Gotte's or null, UO2 again]: so the list's source, GBOpt's tests/data/zhang_2022_uo2_ceo2_gb_energies.py, says.
 */
export function readZhangJson(request: ImportRequest, file: ImportFile, json: readonly unknown[]): ReadRows {
  const boundariesOf = orientedBoundaries(['fluorite UO2', 'fluorite CeO2']);
  return collectRows({ ...request, format: 'zhang-json' }, json, (value, row): BoundaryDraft[] => {
    const [name, , , , , p, q, uranium, cerium, again] = rowOf(value, 10);
    if (uranium !== again)
      throw new CatalogueError(
        'malformed-file',
        `two energies are told for UO2: ${JSON.stringify([uranium, again])}`,
      );
    const sigma = /^sigma(\d+)_/.exec(String(name))?.[1];
    const given = {
      p: matrixOf(p, 'grain A'),
      q: matrixOf(q, 'grain B'),
      sigma: sigma === undefined ? null : Number(sigma),
      told: null,
    };
    const boundaries = boundariesOf(given);
    const energies = [
      [BASAK, number(uranium, 'energy of UO2')] as const,
      ...(cerium === null ? [] : [[GOTTE, number(cerium, 'energy of CeO2')] as const]),
    ];
    return energies.map(([method, energy], i) =>
      plainDraft(request, file, {
        boundary: boundaries[i],
        properties: [potentialValue('gb_energy_J_m2', energy, method)],
        row,
        citation: ZHANG_CITATION,
      }),
    );
  });
}
