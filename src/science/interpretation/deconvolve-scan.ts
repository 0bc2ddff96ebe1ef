import { elasticPart } from '../preprocessing/elastic-part.js';
import { fourierLog } from '../preprocessing/fourier-log.js';
import { fourierRatio } from '../preprocessing/fourier-ratio.js';
import { cropEnergy } from '../preprocessing/crop.js';
import { integrateNet, subtractPowerLaw } from '../preprocessing/power-law.js';
import { type PointSpread, richardsonLucy } from '../preprocessing/richardson-lucy.js';
import { channelAt, channelRange, SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { DeconvolvedSpectrum, DeconvolutionResult, DescriptorProfile } from './interpretation-result.js';
import type { RunRecord } from './interpretation-input.js';
import { toProfile } from './profiles.js';
import type { EdgeFindings, QuantifiedEdge } from './quantify-edges.js';
import type { Recipe } from './recipe.js';
import { meanSpectrum, withMaskedEmpty } from './summarise-scan.js';

export interface Deconvolved {
  readonly result: DeconvolutionResult | null;
  /** Net intensities without plural scattering, of 'fourier-ratio' only. */
  readonly profiles: readonly DescriptorProfile[];
}

const NOTHING: Deconvolved = { result: null, profiles: [] };

/**
 * What the recipe wants deconvolved: single scattering of the low loss (Fourier-log); net edges without plural scattering
 * (Fourier-ratio) or sharpened (Richardson–Lucy). Means over the scan, and net intensities along it; the channels' errors
 * are not told. Nothing else of the result is touched.
 *
 * @param lowLoss  zero loss at 0 eV, the same pixels; without it a warning says what cannot be done
 */
export function deconvolveScan(
  findings: EdgeFindings,
  lowLoss: SpectrumImage | null,
  { deconvolution }: Recipe,
  record: RunRecord,
): Deconvolved {
  const { lowLoss: ofLowLoss, coreLoss, maxIterations } = deconvolution;
  if (ofLowLoss === 'none' && coreLoss === 'none') return NOTHING;
  if (lowLoss === null) {
    record.warn(
      'deconvolution',
      'no-low-loss',
      'Nothing was deconvolved: that needs a low loss of the same positions.',
    );
    return NOTHING;
  }
  try {
    const single = ofLowLoss === 'none' ? null : singleScattering(lowLoss, record);
    const edges =
      coreLoss === 'none' ? null : deconvolveEdges(findings, lowLoss, { coreLoss, maxIterations });
    record.done('deconvolution', `${ofLowLoss}; ${coreLoss}`, { ...deconvolution });
    return { result: { lowLoss: single, edges: edges?.spectra ?? [] }, profiles: edges?.profiles ?? [] };
  } catch (error) {
    if (!(error instanceof SpectrumError)) throw error;
    record.warn('deconvolution', error.code, `Nothing was deconvolved: ${error.message}`);
    return NOTHING;
  }
}

function singleScattering(lowLoss: SpectrumImage, record: RunRecord): DeconvolvedSpectrum {
  const found = fourierLog(lowLoss);
  for (const { code, message } of found.warnings) record.warn('deconvolution', code, message);
  return toSpectrum('single-scattering', found.scan);
}

type EdgeMethod = { readonly coreLoss: 'fourier-ratio' | 'richardson-lucy'; readonly maxIterations: number };

function deconvolveEdges(
  { scan, quantified }: EdgeFindings,
  lowLoss: SpectrumImage,
  { coreLoss, maxIterations }: EdgeMethod,
): { spectra: DeconvolvedSpectrum[]; profiles: DescriptorProfile[] } {
  if (coreLoss === 'fourier-ratio') {
    const found = quantified.map((edge) => ({
      edge,
      single: fourierRatio(netFromWindow(scan, edge), lowLoss).scan,
    }));
    return {
      spectra: found.map(({ edge, single }) => toSpectrum(edge.id, single)),
      profiles: found.map(({ edge, single }) => netOf(edge, single)),
    };
  }
  // Aligned counts scatter less than Poisson's: chi-square over all channels would stop it before the edges are sharp.
  const options = { maxIterations, stopAtChiSquare: null, negativeCounts: 'zero' } as const;
  const { spread, beyondCentreEv } = pointSpreadOf(lowLoss);
  const found = richardsonLucy(scan, spread, options).scan;
  const sharp = { ...found, energy: { ...found.energy, offsetEv: found.energy.offsetEv - beyondCentreEv } };
  const spectra = quantified.map((edge) => toSpectrum(edge.id, netFromWindow(sharp, edge)));
  return { spectra, profiles: [] };
}

/** Counts above the background, from the fit window on. */
const netFromWindow = (scan: SpectrumImage, { fit, fitWindowEv }: QuantifiedEdge): SpectrumImage =>
  cropEnergy(subtractPowerLaw(scan, fit), [fitWindowEv[0], Infinity]);

function netOf(edge: QuantifiedEdge, single: SpectrumImage): DescriptorProfile {
  const none = { ...edge.fit, logA: edge.fit.logA.map((a) => (Number.isNaN(a) ? a : -Infinity)) };
  const { values } = integrateNet(single, none, edge.signalWindowEv);
  const what = {
    id: `${edge.id}.net-single`,
    label: `${edge.id.replace('_', '-')} net intensity without plural scattering`,
    unit: single.intensityUnit || 'counts',
    method:
      'Fourier-ratio deconvolution of the net signal by the low loss, summed over the signal window; its error is not told',
  };
  return toProfile(what, { values, std: new Float64Array(values.length).fill(Number.NaN) });
}

/** How a sharp line appears: the mean zero-loss peak, and how far 0 eV lies beyond its whole central channel. */
function pointSpreadOf(lowLoss: SpectrumImage): { spread: PointSpread; beyondCentreEv: number } {
  const { scan, thresholdEv } = elasticPart(lowLoss);
  const { first, end } = channelRange(scan.energy, [-thresholdEv, thresholdEv]);
  const values = meanSpectrum(scan)
    .slice(first, end)
    .map((count) => Math.max(0, count));
  const zero = channelAt(scan.energy, 0);
  const centre = Math.round(zero);
  return {
    spread: { values, centre: centre - first },
    beyondCentreEv: (zero - centre) * scan.energy.scaleEv,
  };
}

const toSpectrum = (id: string, scan: SpectrumImage): DeconvolvedSpectrum => ({
  id,
  energy: scan.energy,
  mean: Array.from(meanSpectrum(withMaskedEmpty(scan))),
});
