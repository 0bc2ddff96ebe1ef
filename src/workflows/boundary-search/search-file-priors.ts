import { ScreeningFeatures } from '../../science/search/screening-features.js';
import { learnScreening, type SolvedBoundary } from '../../science/search/screening.js';
import { priorFrom } from '../../science/search/transfer.js';
import { WorkflowError } from '../workflow-error.js';
import { candidateParameters } from './candidate-table.js';
import type { KeptSearch } from './search-file.js';
import type { Begun, StoredSpace } from './search-file-events.js';

type StoredPrior = StoredSpace['priors'][number];
type BegunCandidates = Pick<Begun, 'frame' | 'candidates' | 'space'>;

/** As much of a search as can be learnt from; `begun` is null for a table. */
export interface EarlierSearch {
  readonly name: string;
  readonly search: {
    readonly begun: BegunCandidates | null;
    readonly space: StoredSpace;
    readonly state: Pick<KeptSearch['state'], 'observations'>;
  };
}

/** Lengths by which gaps are compared; a table does not tell them. */
const unitsOf = (begun: BegunCandidates | null): Readonly<Record<string, number>> =>
  begun === null ? {} : { gap: begun.frame.boundary.grainA.planeSpacingAngstrom };

/**
 * What earlier searches say of a search's candidates: the energies at the same place of the translation cell, one prior
 * of each search.
 * @throws WorkflowError invalid-parameter  one has no energies, or no column in common
 */
export function transferPriors(
  earlier: readonly EarlierSearch[],
  target: { readonly space: StoredSpace; readonly begun: BegunCandidates | null },
): readonly StoredPrior[] {
  const { columns, values } = target.space;
  const wanted = { columns, units: unitsOf(target.begun), values: Float64Array.from(values) };
  return earlier.map(({ name, search }) => {
    const { observations } = search.state;
    const source = { name, columns: search.space.columns, units: unitsOf(search.begun), observations };
    const prior = priorFrom(source, wanted);
    if (prior !== null) return { name, energies: [...prior.energies] };
    throw new WorkflowError(
      'invalid-parameter',
      `${name} tells nothing: it has no energies, or no parameter of the same name.`,
    );
  });
}

/**
 * What screening predicts: learnt from the unrelaxed candidates and the energies of earlier searches of boundaries.
 * @throws WorkflowError invalid-parameter  a table; SearchError invalid-definition  fewer than two searches
 */
export function screeningPrior(
  earlier: readonly EarlierSearch[],
  target: BegunCandidates | null,
  seed: number,
): StoredPrior {
  if (target === null) throw noBoundary('This');
  const model = learnScreening(
    earlier.map(({ name, search }) => solved(name, search)),
    { seed },
  );
  const nCandidates = target.space.values.length / target.space.columns.length;
  const rows = Array.from({ length: nCandidates }, (_, i) => i);
  const { mean } = model.predict(featuresOf(target, rows, model.featureSet));
  return { name: `screening (${earlier.map(({ name }) => name).join(', ')})`, energies: [...mean] };
}

function solved(name: string, { begun, state }: EarlierSearch['search']): SolvedBoundary {
  if (begun === null) throw noBoundary(name);
  const known = state.observations.flatMap(({ index, energyJPerM2 }) =>
    energyJPerM2 === null ? [] : [{ index, energyJPerM2 }],
  );
  return {
    name,
    features: featuresOf(
      begun,
      known.map(({ index }) => index),
      null,
    ),
    energies: Float64Array.from(known, ({ energyJPerM2 }) => energyJPerM2),
  };
}

function featuresOf(
  { frame, candidates, space: { columns, values } }: BegunCandidates,
  rows: readonly number[],
  featureSet: string | null,
): SolvedBoundary['features'] {
  const parameters = rows.map((row) =>
    candidateParameters(frame, candidates, {
      columns,
      values: values.slice(row * columns.length, (row + 1) * columns.length),
    }),
  );
  return new ScreeningFeatures(frame.boundary).of(parameters, featureSet);
}

const noBoundary = (what: string): WorkflowError =>
  new WorkflowError(
    'invalid-parameter',
    `${what} is a search over a table: it has no structures to screen by; use --prior.`,
  );
