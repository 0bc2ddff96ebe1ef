import { chooseWindows, type EdgeWindows, type NoWindowReason } from '../edges/edge-windows.js';
import { findEdges, type FoundEdge, type FoundEdges } from '../edges/identify-edges.js';
import { integrateNet, type NetSignal, type PowerLawFit } from '../preprocessing/power-law.js';
import { median } from '../numerics/statistics.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import { fitEdgeBackground } from './fit-edge-background.js';
import type { BackgroundCurve, Calibration, EdgeResult } from './interpretation-result.js';
import { fitWindowOf } from './choose-fit-window.js';
import type { Recipe } from './recipe.js';

/** An edge with its background and its net signal in every pixel. */
export interface QuantifiedEdge extends FoundEdge {
  readonly fitWindowEv: readonly [number, number];
  readonly signalWindowEv: readonly [number, number];
  readonly fit: PowerLawFit;
  readonly net: NetSignal;
  /** Of another family than power laws: what was fitted; `fit` touches it in the middle of the signal window. */
  readonly curve: BackgroundCurve | null;
}

export interface EdgeFindings {
  /** The scan on the calibrated axis. */
  readonly scan: SpectrumImage;
  readonly calibration: Calibration;
  readonly found: readonly FoundEdge[];
  readonly quantified: readonly QuantifiedEdge[];
}

/** Chemistry and tables move onsets by this much; a smaller offset is no fault of the axis. */
const MIN_OFFSET_EV = 2.5;

/**
 * Which edges are there, where the axis therefore must sit, and each edge's background and net signal.
 *
 * @param calibration  what zero loss has settled: an offset found here comes on top of it
 */
export function quantifyEdges(
  scan: SpectrumImage,
  calibration: Calibration,
  recipe: Recipe,
  record: RunRecord,
): EdgeFindings {
  const { elements, minSignificance } = recipe.edges;
  const isFixed = calibration.source === 'recipe';
  const maxOffsetEv = isFixed ? 0 : recipe.edges.maxOffsetEv;
  const offsetKnown =
    isFixed || calibration.source === 'zero-loss' ? { valueEv: 0, stdEv: calibration.stdEv ?? 0 } : null;
  const { offset, edges, warnings } = findEdges(scan, {
    elements,
    maxOffsetEv,
    minSignificance,
    offsetKnown,
  });
  for (const { code, message } of warnings) record.warn('edges', code, message);
  record.done(
    'edges',
    'sharp rises of the summed spectrum and of its changes along the scan, explained by table edges with one common offset',
    { elements, maxOffsetEv, minSignificance },
    { found: edges.map((edge) => edge.id), offsetEv: offset?.shiftEv ?? null },
  );
  const isOff =
    !isFixed &&
    offset !== null &&
    edges.length > 0 &&
    (Math.abs(offset.shiftEv) >= MIN_OFFSET_EV || offset.stretch !== 0);
  const settled = isOff ? moveAxis(scan, calibration, offset, record) : { scan, calibration };
  const found = edges.map((edge) => ({ ...edge, onsetEv: settledOnset(edge.onsetEv, offset, isOff) }));
  return { ...settled, found, quantified: quantify(settled.scan, found, recipe, record) };
}

/** Onsets come moved by the shift alone: moved back where the axis stays, stretched where it is stretched. */
function settledOnset(onsetEv: number, offset: FoundEdges['offset'], isMoved: boolean): number {
  if (offset === null) return onsetEv;
  const inFileEv = onsetEv - offset.shiftEv;
  return isMoved ? onsetEv + offset.stretch * (inFileEv - offset.pivotEv) : inFileEv;
}

function moveAxis(
  scan: SpectrumImage,
  calibration: Calibration,
  offset: NonNullable<FoundEdges['offset']>,
  record: RunRecord,
): { scan: SpectrumImage; calibration: Calibration } {
  const { offsetEv, scaleEv, nChannels } = scan.energy;
  const { shiftEv, stretch, pivotEv } = offset;
  const energy = {
    offsetEv: offsetEv + shiftEv + stretch * (offsetEv - pivotEv),
    scaleEv: scaleEv * (1 + stretch),
    nChannels,
  };
  if (calibration.source === 'zero-loss') {
    const off = (-offset.shiftEv).toFixed(1);
    record.warn(
      'edges',
      'core-loss-axis-off',
      `With zero loss at 0 the edges lie ${off} eV from the table: the core-loss axis has an offset of its own. The axis was moved so that the edges fit.`,
    );
  }
  if (stretch !== 0) {
    record.warn(
      'edges',
      'dispersion-off',
      `The spacing of the edges demands a dispersion ${(100 * stretch).toFixed(1)} % larger than the file states; it was applied.`,
    );
  }
  return {
    scan: { ...scan, energy },
    calibration: {
      shiftEv: calibration.shiftEv + shiftEv,
      stdEv: offset.stdEv,
      source: 'edges',
      byZeroLossEv: calibration.byZeroLossEv,
      byEdgesEv: shiftEv,
      dispersionFactor: 1 + stretch,
      energy,
    },
  };
}

const WHY_NOT: Readonly<Record<Exclude<NoWindowReason, 'part-of-pair'>, string>> = {
  'onset-near-start-of-axis': 'its onset lies too near the start of the axis for a background window',
  'previous-edge-too-near': 'the edge below leaves no room for a background window',
  'onset-near-end-of-axis': 'its onset lies too near the end of the axis',
  'next-edge-too-near': 'the next edge follows at once',
};

function quantify(
  scan: SpectrumImage,
  found: readonly FoundEdge[],
  recipe: Recipe,
  record: RunRecord,
): QuantifiedEdge[] {
  const windows = chooseWindows(found, scan.energy);
  warnOfUnusedWindows(found, recipe, record);
  return found.flatMap((edge, i) => {
    const windowsOfEdge = windows[i];
    if (windowsOfEdge.reason !== null) {
      if (windowsOfEdge.reason !== 'part-of-pair') {
        record.warn(
          'background',
          windowsOfEdge.reason,
          `${edge.id} is not quantified: ${WHY_NOT[windowsOfEdge.reason]}.`,
        );
      }
      return [];
    }
    const fitWindowEv = fitWindowOf(windowsOfEdge, edge, { scan, found, recipe, record });
    const quantified = quantifyOne(scan, edge, { ...windowsOfEdge, fitWindowEv }, { recipe, record });
    return quantified === null ? [] : [quantified];
  });
}

function warnOfUnusedWindows(found: readonly FoundEdge[], recipe: Recipe, record: RunRecord): void {
  const unused = Object.keys(recipe.background.windowsEv).filter(
    (id) => !found.some((edge) => edge.id === id),
  );
  if (unused.length === 0) return;
  record.warn(
    'background',
    'window-unused',
    `The recipe has a fit window for ${unused.join(', ')}, which was not found.`,
  );
}

function quantifyOne(
  scan: SpectrumImage,
  edge: FoundEdge,
  { fitWindowEv, signalWindowEv }: Extract<EdgeWindows, { reason: null }>,
  { recipe, record }: { readonly recipe: Recipe; readonly record: RunRecord },
): QuantifiedEdge | null {
  try {
    const found = fitEdgeBackground(scan, fitWindowEv, signalWindowEv, recipe.background);
    const { fit, net, curve } = found;
    for (const { code, message } of found.warnings) record.warn('background', code, `${edge.id}: ${message}`);
    const { model, radiusPositions, windowChoice } = recipe.background;
    record.done(
      'background',
      found.method,
      { edge: edge.id, model, radiusPositions, windowChoice },
      {
        fitWindowEv: [...fitWindowEv],
        signalWindowEv: [...signalWindowEv],
        noiseScale: fit.noiseScale,
        sharedMisfit: fit.sharedMisfit,
      },
    );
    warnOfMisfit(scan, { id: edge.id, fit, net, signalWindowEv }, record);
    if (fit.failedPixels.length > 0) {
      record.warn(
        'background',
        'fit-failed',
        `${edge.id}: no background fits ${fit.failedPixels.length} of ${scan.nPixels} spectra; they have no value.`,
      );
    }
    return { ...edge, fitWindowEv, signalWindowEv, fit, net, curve };
  } catch (error) {
    if (!(error instanceof SpectrumError)) throw error;
    record.warn('background', error.code, `${edge.id} is not quantified: ${error.message}`);
    return null;
  }
}

/**
 * What all pixels miss the power law by is no noise: it is the same along the scan and in no standard deviation. It is
 * spoken of where, carried under the edge, it would move the net signal by more than its standard deviation.
 */
function warnOfMisfit(
  scan: SpectrumImage,
  { id, fit, net, signalWindowEv }: Pick<QuantifiedEdge, 'id' | 'fit' | 'net' | 'signalWindowEv'>,
  record: RunRecord,
): void {
  const total = integrateNet(scan, { ...fit, logA: fit.logA.map(() => -Infinity) }, signalWindowEv).values;
  const background = total.map((counts, pixel) => counts - net.values[pixel]);
  const share = median(
    background.map((b, pixel) => (fit.sharedMisfit * b) / net.std[pixel]).filter(Number.isFinite),
  );
  if (!(share > 1)) return;
  record.warn(
    'background',
    'background-misfit',
    `${id}: the spectra deviate from a power law by ${(100 * fit.sharedMisfit).toFixed(1)} % in the fit window, all alike. Under the edge that may shift all its net intensities together by about ${share.toFixed(1)} standard deviations; differences along the scan are not touched.`,
  );
}

const finiteOrNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** An edge as the result has it. */
export function toEdgeResult(edge: FoundEdge, quantified: readonly QuantifiedEdge[]): EdgeResult {
  const own = quantified.find((other) => other.id === edge.id);
  return {
    id: edge.id,
    element: edge.element,
    shell: edge.shell,
    tableOnsetEv: edge.tableOnsetEv,
    onsetEv: edge.onsetEv,
    onsetStdEv: edge.onsetStdEv,
    significance: edge.significance,
    fitWindowEv: own?.fitWindowEv ?? null,
    signalWindowEv: own?.signalWindowEv ?? null,
    background:
      own === undefined
        ? null
        : {
            logA: Array.from(own.fit.logA, finiteOrNull),
            r: Array.from(own.fit.r, finiteOrNull),
            curve: own.curve,
          },
    source: edge.source,
  };
}
