import type { Boundary } from '../grain-boundaries/boundary.js';
import {
  candidateStructure,
  type CandidateCell,
  type CandidateStructure,
} from '../grain-boundaries/candidate-structure.js';
import type { CandidateParameters } from '../grain-boundaries/candidate.js';
import {
  describeCandidate,
  descriptorReference,
  DESCRIPTORS,
  type DescriptorReference,
} from '../grain-boundaries/descriptors.js';
import type { Features } from './regress/regressor.js';
import { SOFT_STAGES, SoftRelaxation } from './soft-relaxation.js';

/** Thickness of the grains that are described, bond lengths: what the descriptors' reach needs. */
const GRAIN_THICKNESS = 5;

/** Names of all columns. */
export const SCREENING_FEATURES: readonly string[] = [
  ...DESCRIPTORS.map(({ name }) => name),
  ...SOFT_STAGES.map((n) => `soft-${n}`),
];

const N_GEOMETRIC = DESCRIPTORS.length;

/** What may be learnt from, by name; the indices are columns. Which serves best is found by leaving boundaries out. */
export const FEATURE_SETS: Readonly<Record<string, readonly number[]>> = {
  geometric: columnsNamed((name) => !name.startsWith('soft-')),
  soft: columnsNamed((name) => name.startsWith('soft-')),
  'soft and geometric': SCREENING_FEATURES.map((_, k) => k),
};

function columnsNamed(is: (name: string) => boolean): readonly number[] {
  return SCREENING_FEATURES.flatMap((name, k) => (is(name) ? [k] : []));
}

/**
 * Describes the candidates of one boundary for the models: geometric descriptors of the unrelaxed candidate and its
 * energies after a few generic steps (`SoftRelaxation`), the latter as asinh, so that overlaps do not rule the scale.
 */
export class ScreeningFeatures {
  private readonly cell: CandidateCell;
  private readonly reference: DescriptorReference;
  private readonly soft: SoftRelaxation;

  constructor(private readonly boundary: Boundary) {
    this.reference = descriptorReference(boundary);
    const { bondLengthAngstrom } = this.reference;
    this.cell = {
      cell: 'free-surfaces',
      grainThicknessAngstrom: GRAIN_THICKNESS * bondLengthAngstrom,
      bondLengthAngstrom,
    };
    this.soft = new SoftRelaxation(boundary, this.cell);
  }

  /**
   * @param featureSet  which columns; null: all of SCREENING_FEATURES. What is not asked for is not computed.
   * @throws CandidateError candidate-without-atoms
   */
  of(candidates: readonly CandidateParameters[], featureSet: string | null): Features {
    const all = SCREENING_FEATURES.map((_, k) => k);
    const columns = featureSet === null ? all : FEATURE_SETS[featureSet];
    const x = new Float64Array(candidates.length * columns.length);
    candidates.forEach((parameters, i) => {
      const candidate = candidateStructure(this.boundary, parameters, this.cell);
      const geometric = columns.some((c) => c < N_GEOMETRIC)
        ? Array.from(describeCandidate(candidate, this.reference))
        : new Array<number>(N_GEOMETRIC).fill(0);
      const soft = columns.some((c) => c >= N_GEOMETRIC) ? this.softTerms(candidate) : [];
      const terms = [...geometric, ...soft];
      columns.forEach((c, k) => (x[i * columns.length + k] = terms[c]));
    });
    return { x, nRows: candidates.length, nFeatures: columns.length };
  }

  private softTerms(candidate: CandidateStructure): number[] {
    return this.soft.energies(candidate).map((energy) => Math.asinh(energy));
  }
}
