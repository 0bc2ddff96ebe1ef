import { EdgeError } from '../edges/edge-error.js';
import { edgeOnsetProfile } from '../edges/edge-onset.js';
import { edgeShiftProfile } from '../edges/edge-shift.js';
import { median } from '../numerics/statistics.js';
import { relativeThickness } from '../preprocessing/thickness.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import { describeWhiteLines } from './describe-white-lines.js';
import type { DescriptorProfile } from './interpretation-result.js';
import type { RunRecord } from './interpretation-input.js';
import { ratioOf, toProfile } from './profiles.js';
import type { EdgeFindings, QuantifiedEdge } from './quantify-edges.js';
import type { Recipe } from './recipe.js';

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

/** Net signal over its standard deviation from which on a pixel belongs to the reference of a shift. */
const PRESENT_SIGMA = 5;

/** Shift of each whole edge against its mean over the pixels that hold it: shifts average to about 0. */
function shiftProfiles(
  scan: SpectrumImage,
  edges: readonly QuantifiedEdge[],
  record: RunRecord,
): DescriptorProfile[] {
  return edges.flatMap((edge) => {
    const { values, std } = edge.net;
    const reference = [...values.keys()].filter((pixel) => values[pixel] >= PRESENT_SIGMA * std[pixel]);
    try {
      const windowEv = [edge.fitWindowEv[0], edge.signalWindowEv[1]] as const;
      const shift = edgeShiftProfile(scan, edge.fit, { windowEv, reference });
      return [
        toProfile(
          {
            id: `${edge.id}.shift`,
            label: `${inWords(edge)} shift against its mean`,
            unit: 'eV',
            method: `${shift.method}; reference: mean of the ${reference.length} positions that hold the edge`,
          },
          shift,
        ),
      ];
    } catch (error) {
      if (!(error instanceof SpectrumError || error instanceof EdgeError)) throw error;
      record.warn('edge-shift', error.code, `${edge.id}: ${error.message}`);
      return [];
    }
  });
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
 * Descriptors along the scan, each with its standard deviation: net intensities, ratios, onsets, shifts of whole edges where
 * the recipe asks for them, white lines, and t/λ where a low loss belongs to the scan.
 */
export function describeEdges(
  findings: EdgeFindings,
  lowLoss: LowLoss | null,
  recipe: Pick<Recipe, 'edges' | 'whiteLines'>,
  record: RunRecord,
): DescriptorProfile[] {
  const { scan, quantified } = findings;
  const profiles = [
    ...describeWhiteLines(findings, lowLoss?.scan ?? null, recipe.whiteLines.continuum, record),
    ...(quantified.length > 1 ? ratioProfiles(quantified) : []),
    ...onsetProfiles(scan, quantified),
    ...(recipe.edges.shift ? shiftProfiles(scan, quantified, record) : []),
    ...(lowLoss === null ? [] : thicknessProfile(lowLoss, record)),
    ...netProfiles(quantified, scan.intensityUnit),
  ];
  record.done('descriptors', 'see each profile', {}, { profiles: profiles.map((profile) => profile.id) });
  return profiles;
}
