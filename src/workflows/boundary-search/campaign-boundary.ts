import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import { ScreeningFeatures } from '../../science/search/screening-features.js';
import type { SolvedBoundary } from '../../science/search/screening.js';
import type { UniversalSample } from '../../science/search/universal.js';
import { J_PER_M2_PER_EV_PER_ANGSTROM2 } from '../../science/units/constants.js';
import { candidateParameters, candidateTable } from './candidate-table.js';
import { evaluateCandidate } from './evaluate-candidate.js';
import { prepareReference, type BoundaryReference } from './reference-state.js';
import type { BoundaryRecipe, CandidateRecipe, CrystalRecipe, Protocol } from './search-recipe.js';

export interface CampaignBoundary {
  readonly axis: readonly [number, number, number];
  readonly sigma: number;
  readonly plane: readonly [number, number, number];
}

/** How the candidates of a campaign are evaluated: alike for all its boundaries. */
export interface CampaignProtocol {
  readonly crystal: CrystalRecipe;
  readonly protocol: Protocol;
  readonly seed: number;
  /** Evaluated at once. */
  readonly parallel: number;
}

/** Of the candidates' grid: steps over the translation cell; openings beyond a plane spacing; the cut-off of overlaps. */
const STEP_SHARE = 0.16;
const OPENINGS = [0.04, 0.12, 0.2] as const;
const OVERLAP_SHARE = 0.587;
function campaignCandidates({ boundary, bonds }: BoundaryReference): CandidateRecipe {
  const bond = bonds.bondLengthAngstrom;
  return {
    translationStepAngstrom: STEP_SHARE * bond,
    gapsAngstrom: OPENINGS.map((share) => boundary.grainA.planeSpacingAngstrom + share * bond),
    terminations: 'first',
    overlapShares: [OVERLAP_SHARE],
    overlap: 'remove',
    removedAtMost: 0,
    replications: [[1, 1]],
    rattleAngstrom: 0,
    rattleSeeds: 0,
    unique: true,
    sample: null,
  };
}

/** One boundary with its candidates and what evaluates them. */
export class PreparedBoundary {
  readonly table: ReturnType<typeof candidateTable>;
  private readonly recipe: CandidateRecipe;

  constructor(
    readonly reference: BoundaryReference,
    private readonly options: CampaignProtocol,
    private readonly engine: EnergyEngine,
  ) {
    this.recipe = campaignCandidates(reference);
    this.table = candidateTable(reference, this.recipe, options.seed);
  }

  get label(): string {
    return this.reference.boundary.label;
  }

  features(featureSet: string | null): SolvedBoundary['features'] {
    const all = Array.from({ length: this.table.nCandidates }, (_, i) => this.parameters(i));
    return new ScreeningFeatures(this.reference.boundary).of(all, featureSet);
  }

  /** Relaxed energies of some candidates, so many at once; null where one came to nothing. */
  async energies(indices: readonly number[]): Promise<(number | null)[]> {
    const found: (number | null)[] = [];
    for (let from = 0; from < indices.length; from += this.options.parallel) {
      const batch = indices.slice(from, from + this.options.parallel);
      found.push(...(await Promise.all(batch.map((index) => this.energy(index)))));
    }
    return found;
  }

  private async energy(index: number): Promise<number | null> {
    const parameters = this.parameters(index);
    const evaluation = await evaluateCandidate(this.options, this.reference, parameters, this.engine);
    return 'failed' in evaluation ? null : evaluation.energyJPerM2;
  }

  private parameters(index: number): ReturnType<typeof candidateParameters> {
    const { columns, values } = this.table;
    const row = values.subarray(index * columns.length, (index + 1) * columns.length);
    return candidateParameters(this.reference, this.recipe, { columns, values: row });
  }
}

/** @throws BoundaryError, WorkflowError, EnergeticsError */
export async function prepareBoundary(
  { axis, sigma, plane }: CampaignBoundary,
  options: CampaignProtocol,
  engine: EnergyEngine,
): Promise<PreparedBoundary> {
  const boundary: BoundaryRecipe = {
    crystal: options.crystal,
    otherCrystal: null,
    axis,
    sigma,
    plane,
    otherPlane: null,
    strainLimit: 0,
  };
  const reference = await prepareReference({ boundary, protocol: options.protocol }, engine);
  return new PreparedBoundary(reference, options, engine);
}

export const everyIndex = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** All candidates of a boundary relaxed, those that came to nothing left out. */
export async function solveBoundary(prepared: PreparedBoundary): Promise<SolvedBoundary> {
  const all = everyIndex(prepared.table.nCandidates);
  const energies = await prepared.energies(all);
  const features = prepared.features(null);
  const kept = all.filter((i) => energies[i] !== null);
  const { nFeatures } = features;
  const x = new Float64Array(kept.length * nFeatures);
  kept.forEach((row, i) => x.set(features.x.subarray(row * nFeatures, (row + 1) * nFeatures), i * nFeatures));
  return {
    name: prepared.label,
    features: { x, nRows: kept.length, nFeatures },
    energies: Float64Array.from(kept, (i) => energies[i] ?? NaN),
  };
}

/** A boundary solved, as the universal predictor takes it. @param material  element and potential */
export async function universalSample(
  prepared: PreparedBoundary,
  material: string,
): Promise<UniversalSample> {
  const { boundary, bonds, bulk } = prepared.reference;
  const nInFormula = Object.values(bulk[0].formula).reduce((sum, n) => sum + n, 0);
  const cohesionEv = -bulk[0].energyPerFormulaEv / nInFormula;
  return {
    ...(await solveBoundary(prepared)),
    material,
    energyScaleJPerM2: (cohesionEv / bonds.bondLengthAngstrom ** 2) * J_PER_M2_PER_EV_PER_ANGSTROM2,
    macroscopic: {
      sigma: boundary.sigma ?? 1,
      misorientationRad: boundary.misorientationRad ?? 0,
      planeSpacing: boundary.grainA.planeSpacingAngstrom / bonds.bondLengthAngstrom,
    },
  };
}
