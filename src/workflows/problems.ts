import type { CatalogueErrorCode } from '../science/catalogue/catalogue-error.js';
import type { ClusteringErrorCode } from '../science/clustering/clustering-error.js';
import type { CorrelationErrorCode } from '../science/correlation/correlation-error.js';
import type { CrystalErrorCode } from '../science/crystal/crystal-error.js';
import type { DescriptorErrorCode } from '../science/descriptors/descriptor-error.js';
import type { EnergeticsErrorCode } from '../science/energetics/energetics-error.js';
import type { FormatErrorCode } from '../science/formats/format-error.js';
import type { BoundaryErrorCode } from '../science/grain-boundaries/boundary-error.js';
import type { CandidateErrorCode } from '../science/grain-boundaries/candidate-error.js';
import type { NumericsErrorCode } from '../science/numerics/numerics-error.js';
import type { SearchErrorCode } from '../science/search/search-error.js';
import type { SimilarityErrorCode } from '../science/similarity/similarity-error.js';
import type { SpectrumErrorCode } from '../science/spectra/spectrum-image.js';
import type { StructureTreeErrorCode } from '../science/structure-trees/structure-tree-error.js';
import { ScienceError } from '../science/units/science-error.js';
import type { Problem } from './ports/records.js';
import type { WorkflowErrorCode } from './workflow-error.js';

/** Every code that can be thrown has its line below, or this does not compile. */
type KnownCode =
  | BoundaryErrorCode
  | CandidateErrorCode
  | CatalogueErrorCode
  | ClusteringErrorCode
  | CorrelationErrorCode
  | CrystalErrorCode
  | DescriptorErrorCode
  | EnergeticsErrorCode
  | FormatErrorCode
  | NumericsErrorCode
  | SearchErrorCode
  | SimilarityErrorCode
  | SpectrumErrorCode
  | StructureTreeErrorCode
  | WorkflowErrorCode
  | 'cancelled'
  | 'internal-error';

/** Code -> [status, title]: the one table that the API, failed jobs and the command line share. */
const PROBLEMS = {
  'invalid-parameter': [400, 'A parameter is not valid'],
  'not-found': [404, 'There is no such thing'],
  'no-such-scan': [404, 'There is no such scan'],
  'not-finished': [409, 'It has not finished yet'],
  'already-ended': [409, 'It has already ended'],
  'cannot-retry': [409, 'It cannot be run again'],
  'dataset-not-ready': [409, 'The dataset is not ready'],
  'dataset-rejected': [409, 'The dataset was rejected'],
  'name-taken': [409, 'The name is taken'],
  'recipe-archived': [409, 'The recipe is archived'],
  'import-has-problems': [409, 'Some rows could not be read'],
  'import-failed': [409, 'The files could not be read'],
  'already-committed': [409, 'It is in the catalogue already'],
  'upload-expired': [410, 'The upload has expired'],
  'payload-too-large': [413, 'The upload is too large'],
  'unsupported-media-type': [415, 'This is not a file that is read here'],
  'empty-file': [422, 'The file is empty'],
  'truncated-file': [422, 'The file ends too early'],
  'unsupported-format-version': [422, 'This version of the format is not read'],
  'unsupported-data-type': [422, 'This type of data is not read'],
  'malformed-file': [422, 'The file contradicts its own structure'],
  'inconsistent-file': [422, 'The file contradicts itself'],
  'limits-exceeded': [422, 'The file exceeds the processing limits'],
  'invalid-calibration': [422, 'The calibration is not usable'],
  'no-energy-axis': [422, 'No axis is in units of energy'],
  'non-finite-data': [422, 'The data hold values that are not numbers'],
  'forbidden-link': [422, 'The file reaches outside itself'],
  'forbidden-path': [422, 'The file reaches outside itself'],
  'shape-mismatch': [422, 'The shapes do not fit'],
  'window-outside-axis': [422, 'The window lies outside the energy axis'],
  'fit-window-too-narrow': [422, 'The fit window is too narrow'],
  'no-zero-loss-peak': [422, 'There is no zero-loss peak'],
  'no-counts': [422, 'There are no counts'],
  'negative-counts': [422, 'There are negative counts'],
  'not-converged': [422, 'The calculation did not converge'],
  'invalid-recipe': [422, 'The recipe is not valid'],
  'range-too-large': [422, 'The range is too large'],
  'invalid-filename': [422, 'The file name is not valid'],
  'checksum-mismatch': [422, 'The checksum does not match'],
  'wrong-element-count': [422, 'The structure has another number of elements'],
  'wrong-lattice-count': [422, 'The lattice has another number of lengths'],
  'invalid-lattice': [422, 'The lattice is not valid'],
  'invalid-site': [422, 'The positions of the atoms are not valid'],
  'invalid-indices': [422, 'The indices name no plane'],
  'unknown-element': [422, 'There is no such element'],
  'unsupported-file': [422, 'This variant of the format is not read'],
  'not-integer': [422, 'The indices must be whole numbers'],
  'axis-without-lattice-plane': [422, 'The axis has no lattice plane'],
  'no-coincidence': [422, 'The grains do not coincide'],
  'no-such-sigma': [422, 'There is no boundary of this Σ'],
  'no-such-plane': [422, 'There is no boundary on this plane'],
  'no-common-period': [422, 'The grains have no common period'],
  'no-such-termination': [422, 'There is no such termination'],
  'no-second-boundary': [422, 'There is no second boundary in a periodic cell'],
  'not-a-frame': [422, 'The orientations are no frame'],
  'no-lattice-match': [422, 'The lattices do not match'],
  'candidate-choices-invalid': [422, 'The choices make no candidates'],
  'candidate-without-atoms': [422, 'No atoms are left in the boundary'],
  'second-boundary-differs': [422, 'The two boundaries of the cell differ'],
  'surfaces-differ': [422, 'The two surfaces of a grain differ'],
  'invalid-definition': [422, 'The search is not valid'],
  'needs-grid': [422, 'The method needs a list of candidates'],
  'invalid-observation': [422, 'What was told is not valid'],
  'conflicting-observation': [409, 'Another energy is known already'],
  'ill-conditioned': [422, 'No model can be made of the energies'],
  'element-unknown': [422, 'The potential does not know the element'],
  'structure-invalid': [422, 'The structure is not valid'],
  'energy-not-finite': [422, 'The energy is not a number'],
  'normal-not-relaxable': [422, 'The cell cannot be relaxed along the normal'],
  'potential-unreadable': [422, 'The potential cannot be read'],
  'engine-failed': [422, 'The engine failed'],
  'engine-timeout': [422, 'The engine took too long'],
  'recipe-refused': [422, 'The engine may not do this'],
  'engine-unavailable': [422, 'The engine is not available'],
  'invalid-manifest': [422, 'The manifest of the model is not valid'],
  'invalid-domain': [422, 'The domain of the model is not valid'],
  'invalid-references': [422, 'The references of the model are not valid'],
  'invalid-columns': [422, 'The columns do not fit'],
  collinear: [422, 'One column is made of others'],
  'too-few-rows': [422, 'There are too few rows'],
  'too-little-data': [422, 'There are too few data'],
  'model-answer-invalid': [422, 'The answer of the model is not valid'],
  'model-unusable': [422, 'The model cannot be used'],
  'rule-not-applicable': [422, 'The rule cannot be applied'],
  'forbidden-url': [422, 'Nothing is sent to this address'],
  'no-change-point': [422, 'There is no change point'],
  'unknown-material': [422, 'No crystal is known by this name'],
  'lattice-needed': [422, 'The lattice has to be told'],
  'unknown-property': [422, 'There is no such property'],
  'bad-value': [422, 'A value is missing or not usable'],
  'out-of-range': [422, 'The value is outside of what is possible'],
  'unknown-unit': [422, 'The unit is not known'],
  'unknown-format': [422, 'The form of the file is not known'],
  busy: [503, 'Too busy'],
  'quota-exceeded': [507, 'No space is left'],
  cancelled: [409, 'It was cancelled'],
  'worker-lost': [500, 'The work was interrupted too often'],
  'blob-damaged': [500, 'Stored bytes are damaged'],
  'internal-error': [500, 'Something went wrong here'],
} as const satisfies Record<KnownCode, readonly [number, string]>;

/** Codes that failed work can have. */
export const PROBLEM_CODES: readonly string[] = Object.keys(PROBLEMS);

/** The problem with a known code; an unknown code is an internal error, so that no detail leaks. */
export function problemOf(code: string, detail: string): Problem {
  if (!Object.hasOwn(PROBLEMS, code)) return internalProblem();
  const [status, title] = PROBLEMS[code as KnownCode];
  return { code, status, title, detail };
}

/** What a user is told of an error: of our own errors the reason, of any other only that it happened. */
export function problemFrom(error: unknown): Problem {
  if (!(error instanceof ScienceError)) return internalProblem();
  const { code, message } = error as ScienceError;
  return problemOf(code, message);
}

/** What a file was rejected for without a fault of its own: sent again, it may be read. */
const PASSING: readonly string[] = ['cancelled', 'worker-lost', 'limits-exceeded'];

/** Whether trying again can help: it was interrupted, or took more time or memory than was allowed then. */
export const mayPass = (problem: Problem | null): boolean =>
  problem !== null && PASSING.includes(problem.code);

const internalProblem = (): Problem => ({
  code: 'internal-error',
  status: 500,
  title: 'Something went wrong here',
  detail: 'The service met an error that it did not expect; its log has more.',
});
