import type { AnalysisRequest, Dataset, Page, Scan } from './api-types.js';
import { scanText } from './describe-scan.js';
import { sameShape } from './plan-analyses.js';
import { useResource } from './use-resource.js';

export type LowLoss = Required<Pick<AnalysisRequest, 'lowLossDatasetId' | 'lowLossScanIndex'>>;

interface Candidate {
  readonly choice: LowLoss;
  readonly text: string;
  readonly fits: boolean;
}

const keyOf = ({ lowLossDatasetId, lowLossScanIndex }: LowLoss): string =>
  `${lowLossDatasetId}:${lowLossScanIndex}`;

/** Scans of other files that cover zero loss; those with the positions of this scan come first. */
function candidatesFor(dataset: Dataset, core: Scan, all: readonly Dataset[]): Candidate[] {
  const found = all
    .filter((other) => other.id !== dataset.id)
    .flatMap((other) =>
      (other.summary?.scans ?? [])
        .filter((scan) => scan.zeroLossInRange)
        .map((scan) => ({
          choice: { lowLossDatasetId: other.id, lowLossScanIndex: scan.index },
          text: `${other.fileName}, ${scanText(scan)}`,
          fits: sameShape(scan, core),
        })),
    );
  return [...found.filter((c) => c.fits), ...found.filter((c) => !c.fits)];
}

interface LowLossChoiceProps {
  readonly dataset: Dataset;
  readonly core: Scan;
  readonly value: LowLoss | null;
  readonly onChange: (choice: LowLoss | null) => void;
}

/** Which low loss goes with a core loss: that of the same file, or that of another. */
export function LowLossChoice({ dataset, core, value, onChange }: LowLossChoiceProps) {
  const { data } = useResource<Page<Dataset>>('/datasets?limit=100');
  const candidates = candidatesFor(dataset, core, data?.items ?? []);
  const own = (dataset.summary?.scans ?? []).some((s) => s.zeroLossInRange && sameShape(s, core));
  const isListed = value === null || candidates.some((c) => keyOf(c.choice) === keyOf(value));
  if (candidates.length === 0 && isListed) return null;
  return (
    <label className="inline">
      Low loss
      <select
        value={value === null ? '' : keyOf(value)}
        onChange={(event) =>
          onChange(candidates.find((c) => keyOf(c.choice) === event.target.value)?.choice ?? null)
        }
      >
        <option value="">{own ? 'of the same file' : 'none'}</option>
        {!isListed && <option value={keyOf(value)}>as before</option>}
        {candidates.map(({ choice, text, fits }) => (
          <option key={keyOf(choice)} value={keyOf(choice)}>
            {text}
            {fits ? '' : ' (other positions)'}
          </option>
        ))}
      </select>
    </label>
  );
}
