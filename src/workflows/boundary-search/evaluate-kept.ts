import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import { candidateStructure } from '../../science/grain-boundaries/candidate-structure.js';
import type { CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import type { Candidate } from '../../science/search/search-types.js';
import { WorkflowError } from '../workflow-error.js';
import type { BoundaryFound } from './boundary-evaluation.js';
import { candidateParameters } from './candidate-table.js';
import { evaluateCandidate } from './evaluate-candidate.js';
import type { Evaluated } from './run-search.js';
import type { KeptSearch } from './search-file.js';
import type { Begun } from './search-file-events.js';
import type { Protocol } from './search-recipe.js';
import { formatStructure, type BoundaryStructure } from './structure-formats.js';

/** The boundary of a search that has one. @throws WorkflowError invalid-parameter: it is over a table */
export function boundaryOf({ head, begun }: KeptSearch): { begun: Begun; protocol: Protocol } {
  if (begun === null || head.origin.kind !== 'boundary') {
    throw new WorkflowError(
      'invalid-parameter',
      'This search is over a table: it has energies, no structures.',
    );
  }
  return { begun, protocol: head.origin.protocol };
}

const parametersIn = ({ frame, candidates, space }: Begun, { values }: Candidate): CandidateParameters =>
  candidateParameters(frame, candidates, { columns: space.columns, values });

/** A candidate as atoms, not relaxed. */
export function unrelaxedStructure(search: KeptSearch, candidate: Candidate): BoundaryStructure {
  const { begun, protocol } = boundaryOf(search);
  const { boundary, bonds } = begun.frame;
  const { structure, grainOf } = candidateStructure(boundary, parametersIn(begun, candidate), {
    ...protocol,
    ...bonds,
  });
  return { structure, grainOf, boundary, notes: { candidate: String(candidate.index), state: 'unrelaxed' } };
}

/** Makes, relaxes and measures one candidate of a search whose engine is here. */
export async function evaluateKept(
  search: KeptSearch,
  candidate: Candidate,
  engine: EnergyEngine,
): Promise<Evaluated> {
  const { begun, protocol } = boundaryOf(search);
  if (begun.reference === null) {
    throw new WorkflowError('invalid-parameter', 'This search was begun without an engine.');
  }
  const evaluation = await evaluateCandidate(
    { protocol },
    begun.reference,
    parametersIn(begun, candidate),
    engine,
  );
  if ('failed' in evaluation) {
    const { code, reason } = evaluation.failed;
    return { energy: null, failed: `${code}: ${reason}`, details: null, extxyz: null };
  }
  const { grainOf } = unrelaxedStructure(search, candidate);
  const notes = { candidate: String(candidate.index), energyJPerM2: String(evaluation.energyJPerM2) };
  const made = { structure: evaluation.relaxed, grainOf, boundary: begun.frame.boundary, notes };
  return {
    energy: evaluation.energyJPerM2,
    failed: null,
    details: detailsOf(evaluation),
    extxyz: formatStructure(made, 'extxyz'),
  };
}

/** What is told of an evaluation beside its energy; the structure, engine and protocol are kept elsewhere. */
function detailsOf(found: BoundaryFound): Record<string, number | boolean | null> {
  return {
    unrelaxedJPerM2: found.unrelaxedJPerM2,
    excessVolumeAngstrom: found.excessVolumeAngstrom,
    minimumDistanceAngstrom: found.minimumDistanceAngstrom,
    meanBondAngstrom: found.meanBondAngstrom,
    coordinationDeficit: found.coordinationDeficit,
    atomFraction: found.atomFraction,
    nAtoms: found.nAtoms,
    converged: found.converged,
    nEvaluations: found.nEvaluations,
  };
}
