import type { PlantedSpike } from './forward-model-detector.js';
import { DEMO_EDGES, DEMO_PHASES } from './forward-model-phases.js';
import type { DemoOptions, DemoProfiles } from './forward-model-profiles.js';
import { detectableRank, weightedSingularValues } from './forward-model-rank.js';

/** What is true about a demo scan; profiles are [nPixels], `null` where a quantity does not exist. */
export interface DemoTruth {
  readonly seed: number;
  readonly phases: readonly { readonly name: string; readonly weights: readonly number[] }[];
  /** Detectable components of the expected, drift-free core loss; see `detectableRank` for the definition. */
  readonly rank: {
    readonly detectable: number;
    readonly threshold: number;
    readonly singularValues: readonly number[];
  };
  readonly changePoint: {
    /** Fractional pixel and position at which the two sides are half and half. */
    readonly pixel: number;
    readonly positionNm: number;
    /** 10–90 % width of the composition step, nm. */
    readonly widthNm: number;
  };
  /** Ratio of the L3 and L2 peak areas put in, by element; null where less than a fifth of its largest L3 area is. */
  readonly whiteLineRatios: Readonly<Record<string, readonly (number | null)[]>>;
  /** t/λ */
  readonly thickness: readonly number[];
  /** Centre of the zero-loss peak on the files' axes, eV. */
  readonly zeroLossCentresEv: readonly number[];
  readonly spikes: readonly PlantedSpike[];
  /** Onsets on the true axis, eV. */
  readonly edges: readonly { readonly id: string; readonly onsetEv: number }[];
  /** A·E^(−r) before plural scattering: ln A (electrons per channel) and r. */
  readonly background: { readonly logA: readonly number[]; readonly r: readonly number[] };
}

/** What can be told of the truth before drift and spikes are; `steady` is the expected core loss without drift. */
export function describeTruth(
  seed: number,
  profiles: DemoProfiles,
  steady: Float64Array,
  opts: DemoOptions,
): Omit<DemoTruth, 'zeroLossCentresEv' | 'spikes'> {
  const singularValues = weightedSingularValues(steady, opts);
  const total = steady.reduce((sum, v) => sum + v, 0);
  const { rank, threshold } = detectableRank(singularValues, opts, total);
  return {
    seed,
    phases: DEMO_PHASES.map((phase, i) => ({ name: phase.name, weights: [...profiles.weights[i]] })),
    rank: { detectable: rank, threshold, singularValues: singularValues.slice(0, 12) },
    changePoint: {
      pixel: opts.interfacePixel,
      positionNm: opts.interfacePixel * opts.stepNm,
      widthNm: 2 * 1.2816 * opts.interfaceSigmaPixels * opts.stepNm,
    },
    whiteLineRatios: { Mn: trueRatio('Mn', profiles, opts), Fe: trueRatio('Fe', profiles, opts) },
    thickness: [...profiles.thickness],
    edges: DEMO_EDGES,
    background: { logA: [...profiles.logA], r: [...profiles.r] },
  };
}

function trueRatio(element: string, profiles: DemoProfiles, opts: DemoOptions): readonly (number | null)[] {
  const l3 = new Float64Array(opts.nPixels);
  const l2 = new Float64Array(opts.nPixels);
  DEMO_PHASES.forEach((phase, i) => {
    const lines = phase.metals[element];
    if (lines === undefined) return;
    for (let p = 0; p < opts.nPixels; p++) {
      l3[p] += profiles.weights[i][p] * lines.l3Area;
      l2[p] += (profiles.weights[i][p] * lines.l3Area) / lines.ratio;
    }
  });
  const least = 0.2 * l3.reduce((a, b) => Math.max(a, b), 0);
  return Array.from(l3, (area, p) => (area < least ? null : area / l2[p]));
}
