import { readExtxyz, writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import {
  type CandidateStructure,
  candidateStructure,
} from '../../science/grain-boundaries/candidate-structure.js';
import type { CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import { candidateParameters } from '../boundary-search/candidate-table.js';
import { formatStructure } from '../boundary-search/structure-formats.js';
import type { StructureFormat } from '../ports/search-computation.js';
import { WorkflowError } from '../workflow-error.js';
import { type CandidateSource, type StoredCandidates, valuesOf } from './stored-candidates.js';

type BoundarySource = CandidateSource & { readonly kind: 'boundary' };

/** @throws WorkflowError not-found: the candidates are rows of a table, nothing is known of atoms */
export function boundarySource({ source }: StoredCandidates): BoundarySource {
  if (source.kind === 'boundary') return source;
  throw new WorkflowError('not-found', 'The candidates of this search are a table: they have no atoms.');
}

/** @throws WorkflowError not-found  no such candidate, or no atoms */
export function parametersAt(stored: StoredCandidates, index: number): CandidateParameters {
  const { frame, recipe } = boundarySource(stored);
  const { columns } = stored.space;
  const values = valuesOf(stored.space, index);
  if (values.length === 0) throw new WorkflowError('not-found', `There is no candidate ${index}.`);
  return candidateParameters(frame, recipe.candidates, { columns, values });
}

export function unrelaxedAt(stored: StoredCandidates, index: number): CandidateStructure {
  const { frame, recipe } = boundarySource(stored);
  return candidateStructure(frame.boundary, parametersAt(stored, index), {
    ...recipe.protocol,
    ...frame.bonds,
  });
}

/** A candidate's atoms in a format of exchange. `relaxed`: extxyz; null: as the candidate is made. */
export function candidateText(
  stored: StoredCandidates,
  { index, relaxed, format }: { index: number; relaxed: string | null; format: StructureFormat },
): string {
  const made = unrelaxedAt(stored, index);
  const structure = relaxed === null ? made.structure : readExtxyz(relaxed)[0].structure;
  if (format === 'json') return JSON.stringify(jsonOf(made, structure));
  const { boundary } = boundarySource(stored).frame;
  const notes = { candidate: String(index), state: relaxed === null ? 'unrelaxed' : 'relaxed' };
  return formatStructure({ structure, grainOf: made.grainOf, boundary, notes }, format);
}

/** For the page: no parser is needed. */
const jsonOf = (made: CandidateStructure, structure: AtomicStructure): object => ({
  cell: structure.cell,
  periodic: structure.periodic,
  elements: structure.elements,
  kinds: [...structure.kinds],
  positions: [...structure.positions],
  grainOf: [...made.grainOf],
  boundaryHeightsAngstrom: made.boundaryHeightsAngstrom,
  areaAngstrom2: made.areaAngstrom2,
});

/** An evaluated candidate as it is stored. */
export const relaxedText = (relaxed: AtomicStructure): string => writeExtxyz([{ structure: relaxed }]);
