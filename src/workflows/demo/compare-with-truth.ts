import type {
  ChangePoint,
  InterpretationResult,
} from '../../science/interpretation/interpretation-result.js';
import { withDoubt } from '../../science/interpretation/with-doubt.js';
import type { DemoTruth } from '../../science/spectra/forward-model-truth.js';
import { farSides, meanAlong, type Mean } from './side-means.js';

/** One line of the table "found against true". */
export interface Comparison {
  readonly quantity: string;
  readonly found: string;
  readonly truth: string;
  /** What counts as agreement, for people. */
  readonly tolerance: string;
  readonly agrees: boolean;
}

/**
 * Holds what was found in the demo scan against what was put in.
 *
 * Tolerances: three standard deviations as the result states them, plus what a definition leaves open (half the
 * width of the interface; 6 % of a white-line ratio, because plural scattering and the chosen continuum move it;
 * 0.02 of t/λ, because the zero-loss peak ends where a method says).
 */
export function compareWithTruth(result: InterpretationResult, truth: DemoTruth): readonly Comparison[] {
  return [
    compareRank(result, truth),
    compareChangePoint(result, truth),
    ...compareWhiteLines(result, truth),
    ...compareThickness(result, truth),
    compareOffset(result, truth),
    compareDrift(result, truth),
    compareEdges(result, truth),
    compareSpikes(result, truth),
  ];
}

const missing = (quantity: string, truth: string): Comparison => ({
  quantity,
  found: 'nothing',
  truth,
  tolerance: '',
  agrees: false,
});

function compareRank({ pca }: InterpretationResult, { rank }: DemoTruth): Comparison {
  const quantity = 'components above counting noise';
  if (pca === null) return missing(quantity, String(rank.detectable));
  return {
    quantity,
    found: `${pca.rank.chosen}`,
    truth: String(rank.detectable),
    tolerance: 'exactly',
    agrees: pca.rank.chosen === rank.detectable,
  };
}

function compareChangePoint({ changePoints }: InterpretationResult, { changePoint }: DemoTruth): Comparison {
  const quantity = 'where the structure changes (nm)';
  const text = `${changePoint.positionNm.toFixed(2)} (width ${changePoint.widthNm.toFixed(1)})`;
  const distance = (point: ChangePoint): number => Math.abs(point.position - changePoint.positionNm);
  const nearest = changePoints.reduce<ChangePoint | null>(
    (best, point) => (best === null || distance(point) < distance(best) ? point : best),
    null,
  );
  if (nearest === null) return missing(quantity, text);
  const allowed = 3 * (nearest.std ?? 0) + changePoint.widthNm / 2;
  return {
    quantity,
    found: changePoints.map((point) => withDoubt(point.position, point.std)).join(', '),
    truth: text,
    tolerance: `nearest within ${allowed.toFixed(2)}`,
    agrees: distance(nearest) <= allowed,
  };
}

function compareMean(quantity: string, found: Mean | null, truth: Mean | null, floor: number): Comparison {
  if (truth === null) throw new RangeError(`the demo has no true ${quantity}`);
  const text = truth.value.toFixed(3);
  if (found === null) return missing(quantity, text);
  const allowed = 3 * (found.std ?? 0) + floor;
  return {
    quantity,
    found: withDoubt(found.value, found.std),
    truth: text,
    tolerance: `within ${allowed.toFixed(3)}`,
    agrees: Math.abs(found.value - truth.value) <= allowed,
  };
}

const NO_PROFILE = { values: [], std: [] };

/** Share of a white-line ratio that its definition leaves open. */
const RATIO_SLACK = 0.06;

function compareWhiteLines(result: InterpretationResult, truth: DemoTruth): Comparison[] {
  const sides = farSides(result.scan.nPixels, truth);
  const places = [
    ['Mn', 'left', sides.left],
    ['Mn', 'at the interface', sides.between],
    ['Fe', 'right', sides.right],
  ] as const;
  return places.map(([element, where, pixels]) => {
    const profile = result.profiles.find((p) => p.id === `${element}.white-line-ratio`) ?? NO_PROFILE;
    const values = truth.whiteLineRatios[element];
    const both = pixels.filter((p) => values[p] !== null && profile.values[p] != null);
    // The truth is averaged over the same pixels with the same weights as what was found.
    const expected = meanAlong({ values, std: profile.std }, both.length === 0 ? pixels : both);
    return compareMean(
      `${element} L3/L2, ${where}`,
      meanAlong(profile, both),
      expected,
      RATIO_SLACK * (expected?.value ?? 0),
    );
  });
}

function compareThickness(result: InterpretationResult, truth: DemoTruth): Comparison[] {
  const sides = farSides(result.scan.nPixels, truth);
  const profile = result.profiles.find((p) => p.id === 'thickness') ?? NO_PROFILE;
  return (['left', 'right'] as const).map((side) =>
    compareMean(
      `thickness t/λ, ${side}`,
      meanAlong(profile, sides[side]),
      meanAlong({ values: truth.thickness, std: profile.std }, sides[side]),
      0.02,
    ),
  );
}

function compareOffset({ calibration }: InterpretationResult, truth: DemoTruth): Comparison {
  const centres = truth.zeroLossCentresEv;
  const expected = -centres.reduce((sum, c) => sum + c, 0) / centres.length;
  const allowed = 3 * (calibration.stdEv ?? 0) + 0.01;
  return {
    quantity: 'energy offset corrected (eV)',
    found: withDoubt(calibration.shiftEv, calibration.stdEv),
    truth: expected.toFixed(4),
    tolerance: `within ${allowed.toFixed(3)}`,
    agrees: Math.abs(calibration.shiftEv - expected) <= allowed,
  };
}

function compareDrift({ zeroLoss }: InterpretationResult, truth: DemoTruth): Comparison {
  const quantity = 'zero-loss drift left, rms (eV)';
  if (zeroLoss === null) return missing(quantity, '0');
  const n = zeroLoss.centresEv.length;
  const errors = zeroLoss.centresEv.map((c, p) => c - truth.zeroLossCentresEv[p]);
  const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / n);
  const range = Math.max(...truth.zeroLossCentresEv) - Math.min(...truth.zeroLossCentresEv);
  return {
    quantity,
    found: rms.toFixed(4),
    truth: `0 (of ${range.toFixed(2)})`,
    tolerance: 'within 0.003',
    agrees: rms <= 0.003,
  };
}

/** How far an onset may lie from the truth, eV. */
const ONSET_EV = 2;

function compareEdges({ edges }: InterpretationResult, truth: DemoTruth): Comparison {
  const off = truth.edges.map(({ id, onsetEv }) => {
    const own = edges.find((edge) => edge.id === id);
    return own === undefined ? Infinity : Math.abs(own.onsetEv - onsetEv);
  });
  const seen = off.filter(Number.isFinite);
  const others = edges.filter((edge) => !truth.edges.some(({ id }) => id === edge.id)).map((edge) => edge.id);
  const families = new Set(truth.edges.map(({ id }) => id.replace('_', '-').replace(/\d$/, '')));
  return {
    quantity: 'edges',
    found: `${seen.length} of ${off.length}, ${others.join(', ') || 'no'} other, up to ${Math.max(0, ...seen).toFixed(1)} eV off`,
    truth: [...families].join(', '),
    tolerance: `all, no other, within ${ONSET_EV} eV`,
    agrees: others.length === 0 && off.every((ev) => ev <= ONSET_EV),
  };
}

/** A spike may be told one channel off; at most one is planted in a pixel. */
const SPIKE_CHANNELS = 1;

function compareSpikes({ spikes }: InterpretationResult, truth: DemoTruth): Comparison {
  const hit = truth.spikes.filter((planted) =>
    spikes.some((s) => s.pixel === planted.pixel && Math.abs(s.channel - planted.channel) <= SPIKE_CHANNELS),
  ).length;
  const isPlanted = (pixel: number): boolean => truth.spikes.some((planted) => planted.pixel === pixel);
  const others = spikes.filter((s) => !isPlanted(s.pixel)).length;
  return {
    quantity: 'spikes',
    found: `${hit} planted, ${others} other`,
    truth: String(truth.spikes.length),
    tolerance: 'all but one; at most 2 other',
    agrees: hit >= truth.spikes.length - 1 && others <= 2,
  };
}
