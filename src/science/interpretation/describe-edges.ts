import { edgeOnsetProfile } from '../edges/edge-onset.js';
import { whiteLineRatio } from '../edges/white-lines.js';
import { median } from '../numerics/statistics.js';
import { removePluralScattering } from '../preprocessing/plural-scattering.js';
import { fitPowerLaw } from '../preprocessing/power-law.js';
import { relativeThickness } from '../preprocessing/thickness.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { DescriptorProfile } from './interpretation-result.js';
import type { RunRecord } from './interpretation-input.js';
import { ratioOf, toProfile, wherePresent } from './profiles.js';
import type { EdgeFindings, QuantifiedEdge } from './quantify-edges.js';

/** Elements whose L3 and L2 are white lines of 3d states. */
const THREE_D_METALS = new Set(['Ti', 'V', 'Cr', 'Mn', 'Fe', 'Co', 'Ni', 'Cu']);

/** A low loss over the same positions, zero loss at 0. */
export interface LowLoss {
  readonly scan: SpectrumImage;
  /** Variance of its counts over that of electrons; null when it cannot be told. */
  readonly noiseScale: number | null;
}

/** 'Mn_L3' → 'Mn-L3' */
const inWords = (edge: { id: string }): string => edge.id.replace('_', '-');

function netProfiles(edges: readonly QuantifiedEdge[], unit: string): DescriptorProfile[] {
  const method = 'counts minus power-law background in the signal window; counting and fit errors';
  return edges.map((edge) =>
    toProfile(
      { id: `${edge.id}.net`, label: `${inWords(edge)} net intensity`, unit: unit || 'counts', method },
      edge.net,
    ),
  );
}

/** Each edge over one reference: oxygen where it is present, else the first edge. Ratios are free of thickness and dose. */
function ratioProfiles(edges: readonly QuantifiedEdge[]): DescriptorProfile[] {
  const reference = edges.find((edge) => edge.id === 'O_K') ?? edges[0];
  return edges
    .filter((edge) => edge !== reference)
    .map((edge) =>
      toProfile(
        {
          id: `${edge.id}/${reference.id}`,
          label: `${inWords(edge)} / ${inWords(reference)} intensity ratio`,
          unit: '',
          method: 'ratio of net intensities, errors taken as independent; no cross-section applied',
        },
        ratioOf(edge.net, reference.net),
      ),
    );
}

function onsetProfiles(scan: SpectrumImage, edges: readonly QuantifiedEdge[]): DescriptorProfile[] {
  return edges.map((edge) => {
    const onset = edgeOnsetProfile(scan, edge.fit, edge);
    return toProfile(
      { id: `${edge.id}.onset`, label: `${inWords(edge)} onset`, unit: 'eV', method: onset.method },
      onset,
    );
  });
}

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

function whiteLineProfiles(
  { scan: measured, found, quantified }: EdgeFindings,
  lowLoss: SpectrumImage | null,
  record: RunRecord,
): DescriptorProfile[] {
  const profiles: DescriptorProfile[] = [];
  const withLines = quantified.filter((edge) => edge.shell === 'L3' && THREE_D_METALS.has(edge.element));
  if (withLines.length === 0) return profiles;
  const single = singleScattering(measured, lowLoss, record);
  const scan = single ?? measured;
  for (const edge of withLines) {
    const l2 = found.find((other) => other.element === edge.element && other.shell === 'L2');
    const l2OnsetEv = l2?.onsetEv ?? edge.onsetEv + edge.l2SeparationEv!;
    try {
      const fit = single === null ? edge.fit : fitPowerLaw(single, edge.fitWindowEv);
      const ratio = whiteLineRatio(scan, fit, {
        element: edge.element,
        l3OnsetEv: edge.onsetEv,
        l2OnsetEv,
      });
      profiles.push(
        toProfile(
          {
            id: `${edge.element}.white-line-ratio`,
            label: `${edge.element} L3/L2 white-line ratio`,
            unit: '',
            method: single === null ? ratio.method : `plural scattering taken out; ${ratio.method}`,
          },
          wherePresent(ratio, edge.net),
        ),
      );
    } catch (error) {
      if (!(error instanceof SpectrumError)) throw error;
      record.warn('white-lines', error.code, `${edge.element} L3/L2: ${error.message}`);
    }
  }
  return profiles;
}

/** White lines keep their ratio when plural scattering is taken out up to here. */
const MAX_THICKNESS = 1;

function thicknessProfile({ scan: lowLoss, noiseScale }: LowLoss, record: RunRecord): DescriptorProfile[] {
  try {
    const thickness = relativeThickness(lowLoss);
    for (const warning of thickness.warnings) record.warn('thickness', warning.code, warning.message);
    if (median(thickness.values.filter(Number.isFinite)) > MAX_THICKNESS) {
      record.warn(
        'thickness',
        'thick-specimen',
        'Half of the positions are thicker than one mean free path: white-line ratios and net intensities are biased there.',
      );
    }
    if (noiseScale === null) {
      record.warn(
        'thickness',
        'noise-unknown',
        'The counts are not known to be electrons, and their noise cannot be told: t/λ is given without a standard deviation.',
      );
    }
    return [
      toProfile(
        { id: 'thickness', label: 'Relative thickness t/λ', unit: '', method: thickness.method },
        { values: thickness.values, std: thickness.std.map((std) => std * Math.sqrt(noiseScale ?? NaN)) },
      ),
    ];
  } catch (error) {
    if (!(error instanceof SpectrumError)) throw error;
    record.warn('thickness', error.code, error.message);
    return [];
  }
}

/**
 * Descriptors along the scan, each with its standard deviation: net intensities, ratios, onsets, white-line ratios of
 * 3d metals, and t/λ where a low loss belongs to the scan.
 */
export function describeEdges(
  findings: EdgeFindings,
  lowLoss: LowLoss | null,
  record: RunRecord,
): DescriptorProfile[] {
  const { scan, quantified } = findings;
  const profiles = [
    ...whiteLineProfiles(findings, lowLoss?.scan ?? null, record),
    ...(quantified.length > 1 ? ratioProfiles(quantified) : []),
    ...onsetProfiles(scan, quantified),
    ...(lowLoss === null ? [] : thicknessProfile(lowLoss, record)),
    ...netProfiles(quantified, scan.intensityUnit),
  ];
  record.done('descriptors', 'see each profile', {}, { profiles: profiles.map((profile) => profile.id) });
  return profiles;
}
