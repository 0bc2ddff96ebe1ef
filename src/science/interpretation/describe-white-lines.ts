import { whiteLineFit } from '../edges/white-line-fit.js';
import { whiteLineProfile, type WhiteLineProfile } from '../edges/white-line-profile.js';
import { whiteLineRatio } from '../edges/white-lines.js';
import { removePluralScattering } from '../preprocessing/plural-scattering.js';
import { fitPowerLaw, type NetSignal, type PowerLawFit } from '../preprocessing/power-law.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { DescriptorProfile } from './interpretation-result.js';
import type { RunRecord } from './interpretation-input.js';
import { toProfile, wherePresent } from './profiles.js';
import type { EdgeFindings, QuantifiedEdge } from './quantify-edges.js';
import type { WhiteLineContinuum } from './references-recipe.js';

/** Elements whose L3 and L2 are white lines of 3d states. */
const THREE_D_METALS = new Set(['Ti', 'V', 'Cr', 'Mn', 'Fe', 'Co', 'Ni', 'Cu']);
/** Elements whose M5 and M4 are white lines of 4f states. */
const LANTHANIDES = new Set('Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu'.split(' '));

/**
 * The scan without plural scattering, where a low loss allows it: plasmon losses of L3 fall behind L2, and lift the
 * ratio by a third at t/λ 0.3.
 */
function singleScattering(
  scan: SpectrumImage,
  lowLoss: SpectrumImage | null,
  record: RunRecord,
): SpectrumImage | null {
  if (lowLoss === null || lowLoss === scan) return null;
  try {
    const single = removePluralScattering(scan, lowLoss);
    record.done(
      'plural-scattering',
      'taken out channel by channel by the low loss, for white lines only',
      {},
    );
    return single;
  } catch (error) {
    if (!(error instanceof SpectrumError)) throw error;
    record.warn('plural-scattering', error.code, `White lines hold plural scattering: ${error.message}`);
    return null;
  }
}

/** A first line with where its second line begins. */
interface LinePair {
  readonly edge: QuantifiedEdge;
  readonly pair: 'L3/L2' | 'M5/M4';
  readonly secondOnsetEv: number;
}

/** L2 merges with L3 at times and is then where the table has it; M4 must have been found. */
function pairOf(edge: QuantifiedEdge, { found }: EdgeFindings): LinePair | null {
  const second = (shell: string): number | undefined =>
    found.find((other) => other.element === edge.element && other.shell === shell)?.onsetEv;
  if (edge.shell === 'L3' && THREE_D_METALS.has(edge.element))
    return { edge, pair: 'L3/L2', secondOnsetEv: second('L2') ?? edge.onsetEv + edge.l2SeparationEv! };
  const m4 = edge.shell === 'M5' && LANTHANIDES.has(edge.element) ? second('M4') : undefined;
  return m4 === undefined ? null : { edge, pair: 'M5/M4', secondOnsetEv: m4 };
}

/** Both profiles of a pair; the valley method has no normalised intensity. */
function measure(
  scan: SpectrumImage,
  fit: PowerLawFit,
  { edge, pair, secondOnsetEv }: LinePair,
  continuum: WhiteLineContinuum,
): Omit<WhiteLineProfile, 'normalised'> & { readonly normalised: NetSignal | null } {
  const { values, std, method, l3MaximumEv, l2MaximumEv } = whiteLineRatio(scan, fit, {
    element: edge.element,
    pair,
    l3OnsetEv: edge.onsetEv,
    l2OnsetEv: secondOnsetEv,
  });
  if (continuum === 'valley') return { ratio: { values, std }, normalised: null, method };
  const maximaEv = [l3MaximumEv, l2MaximumEv] as const;
  return continuum === 'pearson'
    ? whiteLineProfile(scan, fit, { pair, maximaEv })
    : whiteLineFit(scan, fit, { pair, maximaEv, endEv: edge.signalWindowEv[1] });
}

/**
 * White lines along the scan: L3/L2 of 3d metals, M5/M4 of Ba and the lanthanides where both lines were found; with
 * 'pearson' and 'statistical' also their intensity over the continuum. A pair that cannot be measured is a warning.
 *
 * @param continuum  'valley': `whiteLineRatio`; 'pearson': `whiteLineProfile`; 'statistical': `whiteLineFit`
 */
export function describeWhiteLines(
  findings: EdgeFindings,
  lowLoss: SpectrumImage | null,
  continuum: WhiteLineContinuum,
  record: RunRecord,
): DescriptorProfile[] {
  const pairs = findings.quantified.flatMap((edge) => pairOf(edge, findings) ?? []);
  if (pairs.length === 0) return [];
  const single = singleScattering(findings.scan, lowLoss, record);
  const scan = single ?? findings.scan;
  return pairs.flatMap((linePair) => {
    const { edge, pair } = linePair;
    try {
      const fit = single === null ? edge.fit : fitPowerLaw(single, edge.fitWindowEv);
      const lines = measure(scan, fit, linePair, continuum);
      const method = single === null ? lines.method : `plural scattering taken out; ${lines.method}`;
      const profile = (suffix: string, label: string, measured: NetSignal): DescriptorProfile =>
        toProfile(
          { id: `${edge.element}.${suffix}`, label: `${edge.element} ${label}`, unit: '', method },
          wherePresent(measured, edge.net),
        );
      const { ratio, normalised } = lines;
      return [
        profile('white-line-ratio', `${pair} white-line ratio`, ratio),
        ...(normalised === null
          ? []
          : [profile('white-line-intensity', 'white-line intensity over 50 eV of continuum', normalised)]),
      ];
    } catch (error) {
      if (!(error instanceof SpectrumError)) throw error;
      record.warn('white-lines', error.code, `${edge.element} ${pair}: ${error.message}`);
      return [];
    }
  });
}
