import { writeExtxyz } from '../../crystal/exchange/extxyz.js';
import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft, PropertyValue, StructureDraft } from '../catalogue-records.js';
import { boundaryMemo, type BoundaryNames } from './boundary-of-options.js';
import { numberOf } from './cells.js';
import { collectRows } from './collect-rows.js';
import { fieldRole, type Fields, fieldsOf, namesOfFields, propertiesOfFields } from './fields-draft.js';
import { gripCitation, gripEnergy, gripMethod, gripNames, gripSearch, gripState } from './grip.js';
import { type ImportFile, type ReadRequest, type ReadRows, rowSource } from './import-types.js';
import { namesOfLabel } from './label-names.js';
import { type StructureFileFormat, type StructureInFile, structuresOfText } from './structure-file-text.js';
import { turnNormal, turnVectors } from './turn-normal.js';

/**
 * Structures of boundaries: extended XYZ, CIF, POSCAR, LAMMPS data and dumps. The boundary is named by keys of the header
 * (sigma, rotation_axis, gb_plane, material, …; in a CIF _kaimen_sigma, …), by a label of ours, by the name of a file of
 * GRIP's, or by options. Structures are turned so that the normal lies along y; columns of vectors but forces are then
 * left out.
 *
 * @throws CrystalError where a file is not of this format
 */
export function readStructureFile(
  request: ReadRequest,
  file: ImportFile,
  format: StructureFileFormat,
): ReadRows {
  const structures = structuresOfText(file.text, format, isLammps(format) ? elementsOf(request, file) : null);
  const boundaryOf = boundaryMemo();
  return collectRows({ ...request, format }, structures, (found, row): BoundaryDraft[] => {
    // What GRIP writes is known without a unit: see `gripState`.
    const header = gripState(file.name, found.header) === null ? [...found.header] : [];
    const fields = fieldsOf(header.map(([key, value]) => [fieldRole(key), value]));
    const citation = fields.named.get('citation') ?? gripCitation(request, file);
    return [
      {
        boundary: boundaryOf(namesOf(found, fields, request, file)),
        structure: draftOf(found, fields, request, file),
        properties: valuesOf(found, fields, request, file),
        source: rowSource(request, file, row, citation),
      },
    ];
  });
}

const isLammps = (format: StructureFileFormat): boolean => format.startsWith('structure-lammps');

function elementsOf({ options, onNameFact }: ReadRequest, file: ImportFile): readonly string[] | null {
  const known = gripSearch(file.name)?.material.split(' ')[1];
  if (options.elements !== null || known === undefined) return options.elements;
  onNameFact({ label: 'element', value: known, fileName: file.name });
  return [known];
}

function namesOf(
  found: StructureInFile,
  fields: Fields,
  request: ReadRequest,
  file: ImportFile,
): BoundaryNames {
  const said = namesOfFields(fields, request.options);
  const isNamed = said.plane !== null || said.axesA !== null;
  const label = namesOfLabel(found.header.get('boundary') ?? '');
  if (!isNamed && label !== null) return { ...said, ...label };
  return isNamed ? said : gripNames(request, file);
}

function draftOf(
  found: StructureInFile,
  fields: Fields,
  { options }: ReadRequest,
  file: ImportFile,
): StructureDraft {
  const normal = options.normal ?? (gripState(file.name, found.header) === null ? 'y' : 'z');
  const columns = [...found.columns].filter(([, column]) => normal === 'y' || column.width === 1);
  const structure = turnNormal(found.structure, normal);
  const fraction = fields.named.get('atomFraction');
  return {
    extxyz: writeExtxyz([
      {
        structure,
        forces: found.forces === null ? null : turnVectors(found.forces, normal),
        info: found.header,
        columns: new Map(columns),
      },
    ]),
    nAtoms: structure.nAtoms,
    atomFraction:
      fraction === undefined
        ? (gripState(file.name, found.header)?.atomFraction ?? null)
        : numberOf(fraction, 'atom_fraction'),
    termination: fields.named.get('termination') ?? null,
    translationAngstrom: translation(fields.named.get('translation')),
  };
}

function translation(cell: string | undefined): StructureDraft['translationAngstrom'] {
  if (cell === undefined) return null;
  const words = cell
    .replaceAll(/[[\](),;]/g, ' ')
    .trim()
    .split(/\s+/);
  if (words.length !== 3) throw new CatalogueError('bad-value', `translation is ${cell}, not three numbers`);
  const [x, y, z] = words.map((word) => numberOf(word, 'translation'));
  return [x, y, z];
}

/** Of the header; of a dump by GRIP, the energy in its name. */
function valuesOf(
  found: StructureInFile,
  fields: Fields,
  request: ReadRequest,
  file: ImportFile,
): PropertyValue[] {
  const { options } = request;
  const own = found.header.get('energyJPerM2');
  const role = fieldRole('gb_energy_J_m2');
  const column = role?.is === 'property' ? role.column : null;
  const withOwn =
    own === undefined || column === null
      ? fields
      : { ...fields, properties: [...fields.properties, { column, cell: own }] };
  const values = propertiesOfFields(withOwn, options);
  const state = gripState(file.name, found.header);
  if (values.length > 0 || state === null) return values;
  const value = 'energy, atom fraction, translation, temperature, steps';
  request.onNameFact({ label: 'values', value, fileName: file.name });
  return [gripEnergy(state, gripMethod(request, file), options)];
}
