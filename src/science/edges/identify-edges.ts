import { fitPowerLaw, integrateNet } from '../preprocessing/power-law.js';
import { sumSpectrum } from '../preprocessing/sum-spectrum.js';
import { channelAt, type EnergyAxis, type SpectrumImage, type Warning } from '../spectra/spectrum-image.js';
import { partnerOf, type Onset } from './account-for-rises.js';
import { hasBackground } from './background-present.js';
import { binSpectrum, type BinnedSpectrum } from './binned-spectrum.js';
import { chooseWindows } from './edge-windows.js';
import { explainRises, type Explanation } from './explain-rises.js';
import { findRises, type Rise } from './find-rises.js';
import type { FoundEdge } from './found-edge.js';

export type { FoundEdge } from './found-edge.js';
import { offsetOf, type AxisOffset } from './axis-offset.js';
import { tellingPixels } from './telling-pixels.js';

export interface FindEdgesOptions {
  /** Symbols to look for; null for the whole table. */
  readonly elements: readonly string[] | null;
  /** How far the energy axis may be off at the middle of the edges, eV (either sign). */
  readonly maxOffsetEv: number;
  /** Edges of less significance are left out. */
  readonly minSignificance: number;
  /** Shift known beforehand (true energy − energy of the file), eV; strong evidence of the edges overrules it. */
  readonly offsetKnown?: { readonly valueEv: number; readonly stdEv: number } | null;
}

export interface FoundEdges {
  /** True energy − energy of the file; null when no edge was found and nothing was known. */
  readonly offset: AxisOffset | null;
  readonly edges: readonly FoundEdge[];
  /** Why nothing could be looked for: 'background-subtracted'. */
  readonly warnings: readonly Warning[];
}

const BACKGROUND_SUBTRACTED: Warning = {
  code: 'background-subtracted',
  message:
    'The spectra seem to have their background subtracted (they are empty below where they are full): edges can only be told from what they add to a background. Name the edges, or give the counts as measured.',
};

/** Nothing below is a core loss of the table; zero loss and plasmons lie there. */
const FROM_EV = 40;
/** Without knowledge of the axis: most are off by less; see the Cauchy tail in `explain-rises.ts`. */
const PRIOR_STD_EV = 5;
/** A core-loss axis may be off by this though zero loss is known: the two are often not calibrated together. */
const KNOWN_STD_EV = 2;
/** A rise must be this significant to begin with, and more in the pixels picked for looking different. */
const RISE_SIGNIFICANCE = 5;
const EXTRA_FOR_PICKED = 1;
/** Where the partner of a pair must be, this suffices. */
const PARTNER_SIGNIFICANCE = 2.5;
const SAME_RISE_EV = 2.5;

/** A rise and the summed spectrum in which it stands out most. */
interface SourcedRise extends Rise {
  readonly spectrum: number;
}

interface Look {
  readonly sum: Float64Array;
  readonly binned: BinnedSpectrum;
}

function look(scan: SpectrumImage, firstChannel: number, pixels?: readonly number[]): Look {
  const sum = sumSpectrum(scan, pixels).subarray(firstChannel);
  const axis = axisFrom(scan.energy, firstChannel);
  return { sum, binned: binSpectrum(sum, axis) };
}

const axisFrom = (axis: EnergyAxis, first: number): EnergyAxis => ({
  offsetEv: axis.offsetEv + first * axis.scaleEv,
  scaleEv: axis.scaleEv,
  nChannels: axis.nChannels - first,
});

function collectRises(looks: readonly Look[]): SourcedRise[] {
  const rises: SourcedRise[] = [];
  looks.forEach(({ binned }, spectrum) => {
    const least = RISE_SIGNIFICANCE + (spectrum === 0 ? 0 : EXTRA_FOR_PICKED);
    for (const rise of findRises(binned, least)) {
      const known = rises.some((other) => Math.abs(other.energyEv - rise.energyEv) < SAME_RISE_EV);
      if (!known) rises.push({ ...rise, spectrum });
    }
  });
  return rises.sort((a, b) => a.energyEv - b.energyEv);
}

/** L2 (M4) lines too weak to be rises in their own right, where L3 (M5) says they must be. */
function addWeakPartners(onsets: readonly Onset[], looks: readonly Look[], stretch: number): Onset[] {
  const added: Onset[] = [];
  for (const main of onsets) {
    const partner = partnerOf(main.edge);
    const isThere = onsets.some((onset) => onset.edge === partner);
    if (partner === null || partner.shape !== 'white-lines' || isThere) continue;
    const spectrum = (main.rise as SourcedRise).spectrum;
    const expected = main.rise.energyEv + (partner.onsetEv - main.edge.onsetEv) / (1 + stretch);
    const rise = findRises(looks[spectrum].binned, PARTNER_SIGNIFICANCE)
      .filter((r) => Math.abs(r.energyEv - expected) < SAME_RISE_EV)
      .filter((r) => !onsets.some((onset) => Math.abs(onset.rise.energyEv - r.energyEv) < SAME_RISE_EV))
      .sort((a, b) => b.significance - a.significance)[0];
    if (rise !== undefined) added.push({ edge: partner, rise: { ...rise, spectrum } as SourcedRise });
  }
  return [...onsets, ...added];
}

function describe({ edge, rise }: Onset): FoundEdge {
  const partner = partnerOf(edge);
  return {
    id: edge.id,
    element: edge.element,
    shell: edge.shell,
    tableOnsetEv: edge.onsetEv,
    onsetEv: rise.energyEv,
    onsetStdEv: rise.energyStdEv,
    l2SeparationEv: partner === null ? null : partner.onsetEv - edge.onsetEv,
    significance: rise.significance,
    source: edge.source,
  };
}

/** Significance by net signal in the spectrum where the edge was found, on the axis of that spectrum. */
function weigh(
  scan: SpectrumImage,
  onsets: readonly Onset[],
  looks: readonly Look[],
  axis: EnergyAxis,
): FoundEdge[] {
  const raw = onsets.map((onset) => describe(onset));
  const windows = chooseWindows(raw, axis);
  return raw.map((edge, i) => {
    const { fitWindowEv, signalWindowEv } = windows[i];
    if (fitWindowEv === null || signalWindowEv === null || fitWindowEv[0] <= 0) return edge;
    const { sum } = looks[(onsets[i].rise as SourcedRise).spectrum];
    const one: SpectrumImage = {
      ...scan,
      counts: Float32Array.from(sum),
      nPixels: 1,
      nChannels: sum.length,
      energy: axis,
      navigation: [],
    };
    const net = integrateNet(one, fitPowerLaw(one, fitWindowEv), signalWindowEv);
    const significance = net.values[0] / net.std[0];
    return significance > edge.significance ? { ...edge, significance } : edge;
  });
}

/**
 * Which edges a scan holds, and by how much its energy axis is off.
 *
 * Sharp rises are looked for in the sum of all spectra and in the sums of those pixels in which the spectra differ most
 * along the scan (an edge in a few pixels). They are then explained together: as few and as likely elements as will do,
 * one common shift of the axis (with a stretch where three or more rises demand it), pairs of white lines at their
 * spacing, fine structure behind its onset. An element that is not needed is not named.
 *
 * @param scan  counts [nPixels × nChannels], any unit; energies below 40 eV are not looked at
 * @returns edges by energy; `onsetEv` on the axis moved by `offset.shiftEv`
 * Valid for: thin specimens, counts with their background (without it: no edges and a warning), sharp edges (K, white lines) of jump ratio above about 2 %. Delayed edges (M4,5 of 4d, L of
 *   Zn and heavier) are not found. Elements whose edges coincide within the doubt of the axis can be mistaken for each
 *   other where only one edge is in range: name the elements in the recipe.
 * Source: own method; onsets as each edge's `source` says.
 * Checked: identify-edges.spec.ts (synthetic truths over shifts, none in noise; seven measured files).
 */
export function findEdges(scan: SpectrumImage, options: FindEdgesOptions): FoundEdges {
  const known = options.offsetKnown ?? null;
  const first = Math.max(0, Math.ceil(channelAt(scan.energy, FROM_EV)));
  const axis = axisFrom(scan.energy, Math.min(first, scan.nChannels));
  if (axis.nChannels < 16) return { offset: knownOffset(known), edges: [], warnings: [] };
  const groups = [undefined, ...tellingPixels(scan, first)];
  const looks = groups.map((pixels) => look(scan, first, pixels));
  if (!hasBackground(looks[0].binned))
    return { offset: knownOffset(known), edges: [], warnings: [BACKGROUND_SUBTRACTED] };
  const explained = explainRises(collectRises(looks), {
    elements: options.elements,
    maxOffsetEv: options.maxOffsetEv,
    prior:
      known === null
        ? { valueEv: 0, stdEv: PRIOR_STD_EV }
        : { valueEv: known.valueEv, stdEv: Math.max(KNOWN_STD_EV, known.stdEv) },
    rangeEv: [axis.offsetEv, axis.offsetEv + axis.nChannels * axis.scaleEv],
  });
  if (explained === null || explained.onsets.length === 0) {
    return { offset: knownOffset(known), edges: [], warnings: [] };
  }
  return finish({ scan, looks, axis, explained }, options);
}

const knownOffset = (known: { valueEv: number; stdEv: number } | null): AxisOffset | null =>
  known === null
    ? null
    : { shiftEv: known.valueEv, stdEv: known.stdEv, stretch: 0, pivotEv: 0, source: 'known' };

interface Findings {
  readonly scan: SpectrumImage;
  readonly looks: readonly Look[];
  readonly axis: EnergyAxis;
  readonly explained: Explanation;
}

function finish({ scan, looks, axis, explained }: Findings, options: FindEdgesOptions): FoundEdges {
  const onsets = addWeakPartners(explained.onsets, looks, explained.axis.stretch).sort(
    (a, b) => a.rise.energyEv - b.rise.energyEv,
  );
  const weighed = weigh(scan, onsets, looks, axis);
  const strong = onsets.filter((_, i) => weighed[i].significance >= options.minSignificance);
  // The weaker line of a pair stands with the stronger one.
  const kept = onsets.filter(
    (onset) => strong.includes(onset) || strong.some((main) => partnerOf(main.edge) === onset.edge),
  );
  const known = options.offsetKnown ?? null;
  if (kept.length === 0) return { offset: knownOffset(known), edges: [], warnings: [] };
  const offset = offsetOf(kept, explained.axis, known);
  const edges = weighed.filter((_, i) => kept.includes(onsets[i]));
  const moved = edges.map((edge) => ({ ...edge, onsetEv: edge.onsetEv + offset.shiftEv }));
  return { offset, edges: moved, warnings: [] };
}
