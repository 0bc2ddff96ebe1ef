import type { NetSignal } from '../../preprocessing/power-law.js';
import type { Acquisition, Warning } from '../../spectra/spectrum-image.js';
import { EdgeError } from '../edge-error.js';
import { crossSectionOf } from './cross-section.js';
import type { CrossSection, CrossSectionTable } from './cross-section-table.js';
import type { IonisationEdge } from './hydrogenic-cross-section.js';
import { scatteringConditions } from './scattering-conditions.js';

/** An edge with its net signal over a window; `signalWindowEv` [lo, hi), eV, on the axis of the onset. */
export interface EdgeIntensity extends IonisationEdge {
  readonly significance: number;
  readonly signalWindowEv: readonly [number, number];
  readonly net: NetSignal;
}

/** [nPixels]; NaN where a pixel has no value. `systematicStd` moves all pixels alike: it is the cross-sections' doubt. */
export interface Quantity {
  readonly values: Float64Array;
  /** By counting and background. */
  readonly std: Float64Array;
  readonly systematicStd: Float64Array;
}

export interface ElementQuantity extends Quantity {
  readonly element: string;
  readonly edgeId: string;
}

export interface Composition {
  readonly crossSections: readonly CrossSection[];
  /** Shares of the elements quantified, their sum 1 in each pixel (× 100 are atomic per cent). */
  readonly fractions: readonly ElementQuantity[];
  /** Atoms of each element over atoms of the reference element; the reference itself is left out. */
  readonly ratios: readonly ElementQuantity[];
  readonly referenceElement: string;
  /** Elements whose edges were found but have no cross-section, and why. */
  readonly warnings: readonly Warning[];
  readonly method: string;
}

export interface CompositionOptions {
  readonly table?: CrossSectionTable | null;
  /** Oxygen where it was quantified, else the first element, when left out. */
  readonly referenceElement?: string;
}

/** A denominator must be this many of its standard deviations: below, a quotient has no finite error. */
const MIN_SIGMA = 2;

interface Atoms {
  readonly edge: EdgeIntensity;
  readonly crossSection: CrossSection;
}

/** The most significant edge of each element for which there is a cross-section. */
function chooseEdges(
  edges: readonly EdgeIntensity[],
  sectionOf: (edge: EdgeIntensity) => CrossSection,
): { atoms: Atoms[]; warnings: Warning[] } {
  const atoms = new Map<string, Atoms>();
  const warnings: Warning[] = [];
  for (const edge of [...edges].sort((a, b) => b.significance - a.significance)) {
    if (atoms.has(edge.element)) continue;
    try {
      atoms.set(edge.element, { edge, crossSection: sectionOf(edge) });
    } catch (error) {
      if (!(error instanceof EdgeError) || error.code !== 'no-cross-section') throw error;
      warnings.push({ code: error.code, message: error.message });
    }
  }
  const ordered = [...atoms.values()].sort((a, b) => a.edge.onsetEv - b.edge.onsetEv);
  return { atoms: ordered, warnings };
}

function emptyQuantity(n: number): Quantity {
  const make = (): Float64Array => new Float64Array(n).fill(Number.NaN);
  return { values: make(), std: make(), systematicStd: make() };
}

/** Share of element k: ∂f_k = f_k·(Σ_j (δ_jk − f_j)·∂ln n_j), for counting and for cross-sections alike. */
function fractionOf(atoms: readonly Atoms[], k: number, nPixels: number): Quantity {
  const out = emptyQuantity(nPixels);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const n = atoms.map(({ edge, crossSection }) => edge.net.values[pixel] / crossSection.barn);
    const std = atoms.map(({ edge, crossSection }) => edge.net.std[pixel] / crossSection.barn);
    const total = n.reduce((sum, x) => sum + x, 0);
    if (!(total > MIN_SIGMA * Math.hypot(...std))) continue;
    const fraction = n[k] / total;
    const gradient = n.map((_, j) => ((j === k ? 1 : 0) - fraction) / total);
    out.values[pixel] = fraction;
    out.std[pixel] = Math.hypot(...gradient.map((g, j) => g * std[j]));
    out.systematicStd[pixel] = Math.hypot(
      ...gradient.map((g, j) => (g * n[j] * atoms[j].crossSection.stdBarn) / atoms[j].crossSection.barn),
    );
  }
  return out;
}

function ratioOf(a: Atoms, b: Atoms, nPixels: number): Quantity {
  const out = emptyQuantity(nPixels);
  const factor = b.crossSection.barn / a.crossSection.barn;
  const doubt = Math.hypot(
    a.crossSection.stdBarn / a.crossSection.barn,
    b.crossSection.stdBarn / b.crossSection.barn,
  );
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const [ia, ib] = [a.edge.net.values[pixel], b.edge.net.values[pixel]];
    const [sa, sb] = [a.edge.net.std[pixel], b.edge.net.std[pixel]];
    if (!(ib > MIN_SIGMA * sb)) continue;
    const value = (factor * ia) / ib;
    out.values[pixel] = value;
    out.std[pixel] = Math.hypot((factor * sa) / ib, (value * sb) / ib);
    out.systematicStd[pixel] = Math.abs(value) * doubt;
  }
  return out;
}

/**
 * Atomic ratios and shares along a scan from net intensities: N_A/N_B = (I_A/I_B)·(σ_B/σ_A).
 *
 * Each element by its most significant edge that has a cross-section (the user's table first, else the hydrogenic
 * model). Errors of counting and of cross-sections are kept apart: the latter are common to all pixels and no part of
 * a comparison along the scan.
 *
 * @param edges        with net signals [nPixels]; windows of different widths are right, σ is of each one's own
 * @param acquisition  how the data were taken
 * @throws EdgeError beam-energy-unknown, collection-angle-unknown; no-edges  fewer than two elements can be compared
 * Valid for: thin specimens (plural scattering moves counts out of all windows alike, to first order) and as the
 *   cross-sections are.
 * Source: R. F. Egerton, EELS in the Electron Microscope (2011), section 4.5. Checked: composition.spec.ts (planted
 *   truth, pulls of the stated errors, invariants).
 */
export function quantifyComposition(
  edges: readonly EdgeIntensity[],
  acquisition: Pick<Acquisition, 'beamEnergyKev' | 'collectionSemiAngleMrad' | 'convergenceSemiAngleMrad'>,
  options: CompositionOptions = {},
): Composition {
  const conditions = scatteringConditions(acquisition);
  const { atoms, warnings } = chooseEdges(edges, (edge) =>
    crossSectionOf(edge, conditions, edge.signalWindowEv, options.table ?? null),
  );
  if (atoms.length < 2) {
    const found = atoms.map(({ edge }) => edge.element).join(', ') || 'none';
    throw new EdgeError(
      'no-edges',
      `A composition needs two elements with a net signal and a cross-section; there is ${found}.`,
    );
  }
  if (conditions.convergenceMrad === null) {
    warnings.push({
      code: 'convergence-angle-unknown',
      message:
        'The convergence angle is not known; cross-sections are between those of a parallel beam and of one as wide as the collection angle, and their doubt holds the difference.',
    });
  }
  const nPixels = atoms[0].edge.net.values.length;
  const named = options.referenceElement ?? 'O';
  const reference = atoms.find(({ edge }) => edge.element === named) ?? atoms[0];
  const label = ({ edge }: Atoms): { element: string; edgeId: string } => ({
    element: edge.element,
    edgeId: edge.id,
  });
  return {
    crossSections: atoms.map(({ crossSection }) => crossSection),
    fractions: atoms.map((a, k) => ({ ...label(a), ...fractionOf(atoms, k, nPixels) })),
    ratios: atoms
      .filter((a) => a !== reference)
      .map((a) => ({ ...label(a), ...ratioOf(a, reference, nPixels) })),
    referenceElement: reference.edge.element,
    warnings,
    method: 'net intensities over partial cross-sections; errors of cross-sections kept apart',
  };
}
