import type { ModelOutput } from '../../science/descriptors/model-manifest.js';
import type { HeldOut } from '../run/held-out.js';
import { calibrated, type CalibrationGroups } from './calibrate.js';
import { evaluateOutputs, type Answered } from './evaluate-outputs.js';
import type { Coverage } from './model-evaluation.js';

/** What intervals are fitted on. */
export interface FittedOn {
  /** Not calibrated. */
  readonly outputs: readonly ModelOutput[];
  readonly held: Pick<HeldOut, 'answered' | 'spectra'>;
  readonly groups: CalibrationGroups;
}

/**
 * Coverage on groups that the interval was not fitted on: for each part of the groups intervals are fitted on all other parts
 * and truths of this part are counted. Groups weigh alike, as in `evaluateOutputs`. A row made of several spectra belongs to the
 * group of its first.
 *
 * @param counted  answers whose truths are counted, by condition
 * @param division  part of each spectrum, and the name of its group; no group lies in two parts
 * @returns by condition, and in it by the name of an output
 * @throws DescriptorError too-little-data
 * Checked: cross-fitted-coverage.spec.ts, leaving one out by hand.
 */
export function crossFittedCoverage(
  fittedOn: FittedOn,
  counted: readonly Pick<HeldOut, 'answered' | 'spectra'>[],
  division: { readonly parts: Int32Array; readonly names: readonly string[] },
): Map<string, Coverage>[] {
  const { parts, names } = division;
  const sums = counted.map(() => new Map<string, Sum>());
  for (const part of new Set(parts)) {
    const others = rowsWhere(fittedOn.held.spectra, (i) => parts[i] !== part);
    const outputs = calibrated(fittedOn.outputs, answersOf(fittedOn.held.answered, others), {
      keys: others.map((row) => fittedOn.groups.keys[row]),
      nIndependent: fittedOn.groups.nIndependent,
    });
    counted.forEach((held, c) => {
      const rows = rowsWhere(held.spectra, (i) => parts[i] === part);
      const groups = rows.map((row) => names[held.spectra[row]]);
      for (const { name, coverage } of evaluateOutputs(outputs, {
        ...answersOf(held.answered, rows),
        groups,
      })) {
        if (coverage !== null) add(sums[c], name, coverage);
      }
    });
  }
  return sums.map(
    (byName) =>
      new Map(
        [...byName].map(([name, { level, inside, nGroups, n }]) => [
          name,
          { level, share: inside / nGroups, n, nGroups },
        ]),
      ),
  );
}

interface Sum {
  readonly level: number;
  /** Sum of the shares of groups. */
  inside: number;
  nGroups: number;
  n: number;
}

function add(sums: Map<string, Sum>, name: string, { level, share, n, nGroups }: Coverage): void {
  const sum = sums.get(name) ?? { level, inside: 0, nGroups: 0, n: 0 };
  sum.inside += share * nGroups;
  sum.nGroups += nGroups;
  sum.n += n;
  sums.set(name, sum);
}

function rowsWhere(spectra: Int32Array, isWanted: (spectrum: number) => boolean): number[] {
  const rows: number[] = [];
  spectra.forEach((i, row) => {
    if (isWanted(i)) rows.push(row);
  });
  return rows;
}

/** The same for some of the rows. */
export function answersOf(answered: Answered, rows: readonly number[]): Answered {
  const { raw, members, truth, quality } = answered;
  const taken = (values: Float32Array, blocks: number): Float32Array => {
    const width = values.length / (blocks * truth.nRows);
    const out = new Float32Array(blocks * rows.length * width);
    for (let b = 0; b < blocks; b++) {
      rows.forEach((row, k) => {
        const from = (b * truth.nRows + row) * width;
        out.set(values.subarray(from, from + width), (b * rows.length + k) * width);
      });
    }
    return out;
  };
  const each = (of: Readonly<Record<string, Float32Array>>, blocks: number): Record<string, Float32Array> =>
    Object.fromEntries(Object.entries(of).map(([name, values]) => [name, taken(values, blocks)]));
  return {
    raw: each(raw, members),
    members,
    truth: { nRows: rows.length, targets: each(truth.targets, 1), weights: each(truth.weights, 1) },
    quality: { evenness: taken(quality.evenness, 1), noise: taken(quality.noise, 1) },
  };
}
