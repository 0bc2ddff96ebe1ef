import type { Vec3 } from '../../crystal/structure.js';
import { csvRows } from '../../formats/csv-rows.js';
import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft } from '../catalogue-records.js';
import { validateProperty } from '../properties.js';
import { boundaryMemo } from './boundary-of-options.js';
import { numberOf } from './cells.js';
import { collectRows } from './collect-rows.js';
import { fieldsOf, namesOfFields } from './fields-draft.js';
import { type ImportFile, type ImportRequest, type ReadRows, rowSource } from './import-types.js';

export const GBOPT_CITATION = 'GBOpt, Idaho National Laboratory, https://github.com/IdahoLabResearch/GBOpt';

export function isGaSummary(text: string): boolean {
  return text.startsWith('file,best_gbe_J_m2,');
}

interface Named {
  readonly sigma: number;
  readonly axis: Vec3;
  readonly plane: Vec3;
  readonly planeB: Vec3 | null;
}

const MATERIALS: Readonly<Record<string, string>> = { Fe: 'bcc Fe', Ni: 'fcc Ni', Si: 'diamond Si' };

/**
 * Best energies of runs of GBOpt's genetic algorithm. The boundaries are told by folders: tilts name their planes; of
 * 'twist' and 'mixed' the plane is not told, and their rows are problems. Neither is the potential.
 */
export function readGaSummary(request: ImportRequest, file: ImportFile): ReadRows {
  const { header, rows } = csvRows(file.text);
  const boundaryOf = boundaryMemo();
  return collectRows({ ...request, format: 'ga-summary' }, rows, ({ cells }, row): BoundaryDraft[] => {
    const get = (name: string): string => cells[header.indexOf(name)] ?? '';
    const path = /([A-Z][a-z]?)\/(sigma[^/]+)\/([^/]+)\/([^/]+)\/run(\d+)\//.exec(get('file'));
    if (path === null || !Object.hasOwn(MATERIALS, path[1]))
      throw new CatalogueError('bad-value', `${get('file')} names no boundary`);
    const [, element, folder, algorithm, protocol, run] = path;
    const names = {
      ...namesOfFields(fieldsOf([]), request.options),
      material: MATERIALS[element],
      ...named(element, folder),
    };
    const energy = validateProperty({
      name: 'gb_energy_J_m2',
      value: numberOf(get('best_gbe_J_m2'), 'best_gbe_J_m2'),
      std: null,
      methodKind: request.options.methodKind ?? 'empirical-potential',
      method: request.options.method ?? `GBOpt ${algorithm}, potential not told (${element})`,
      conditions: {
        ...request.options.conditions,
        protocol,
        run: Number(run),
        n_evaluations: numberOf(get('n_evaluations'), 'n_evaluations'),
      },
    });
    return [
      {
        boundary: boundaryOf(names),
        structure: null,
        properties: [energy],
        source: rowSource(request, file, row, GBOPT_CITATION),
      },
    ];
  });
}

/** 'sigma13_510_STGB', 'sigma3_coherent_twin', 'sigma5_210_11_2bar_0_ATGB'. */
function named(element: string, folder: string): Named {
  const symmetric = /^sigma(\d+)_(\d)(\d)0_STGB$/.exec(folder);
  const about001 = { axis: [0, 0, 1] as Vec3 };
  if (symmetric !== null) {
    const plane: Vec3 = [Number(symmetric[2]), Number(symmetric[3]), 0];
    return { ...about001, sigma: Number(symmetric[1]), plane, planeB: plane };
  }
  if (folder === 'sigma5_210_11_2bar_0_ATGB')
    return { ...about001, sigma: 5, plane: [2, 1, 0], planeB: [11, -2, 0] };
  // The coherent twin plane is that of the twins: (112) of bcc, (111) of fcc and diamond.
  if (folder === 'sigma3_coherent_twin')
    return { sigma: 3, axis: [1, -1, 0], plane: element === 'Fe' ? [1, 1, 2] : [1, 1, 1], planeB: null };
  throw new CatalogueError('bad-value', `${folder}: the boundary plane is not told`);
}
