import { whiteLines, type EdgeTerm, type WhiteLineSpec } from './forward-model-edges.js';
import type { PlasmonSpec } from './forward-model-scattering.js';

/** What one phase adds to a core-loss spectrum, electrons for unit weight and unit dose. */
export interface DemoPhase {
  readonly name: string;
  readonly terms: readonly EdgeTerm[];
  /** White lines of the 3d metals it holds, by element: for the true ratio of a mixture. */
  readonly metals: Readonly<Record<string, WhiteLineSpec>>;
  readonly plasmon: PlasmonSpec;
}

const oxygen = (
  peaks: readonly (readonly [centreEv: number, sigmaEv: number, area: number])[],
): EdgeTerm[] => [
  { kind: 'step', onsetEv: 532, height: 900, widthEv: 0.6, r: 2.6 },
  ...peaks.map(([centreEv, sigmaEv, area]) => ({ kind: 'peak' as const, centreEv, sigmaEv, area })),
];

/** La M5/M4 at 832/849 eV: two sharp lines on a small step, the same on both sides. */
const lanthanum: readonly EdgeTerm[] = [
  { kind: 'step', onsetEv: 834, height: 150, widthEv: 0.8, r: 2.2 },
  { kind: 'peak', centreEv: 833.6, sigmaEv: 1.35, area: 14000 },
  { kind: 'peak', centreEv: 850.7, sigmaEv: 1.45, area: 16000 },
];

const manganese = (l3OnsetEv: number, ratio: number): WhiteLineSpec => ({
  l3OnsetEv,
  l2OnsetEv: l3OnsetEv + 11,
  l3SigmaEv: 1.2,
  l2SigmaEv: 1.4,
  l3Area: 20000,
  ratio,
  continuum: 280,
});

const iron: WhiteLineSpec = {
  l3OnsetEv: 708,
  l2OnsetEv: 721,
  l3SigmaEv: 1.2,
  l2SigmaEv: 1.4,
  l3Area: 18000,
  ratio: 3.6,
  continuum: 250,
};

/** As much of a metal as a phase holds of it. */
const share = (lines: WhiteLineSpec, part: number): WhiteLineSpec => ({
  ...lines,
  l3Area: part * lines.l3Area,
  continuum: part * lines.continuum,
});

const phase = (
  name: string,
  oxygenTerms: readonly EdgeTerm[],
  metals: Readonly<Record<string, WhiteLineSpec>>,
  plasmon: PlasmonSpec,
): DemoPhase => ({
  name,
  metals,
  plasmon,
  terms: [...oxygenTerms, ...lanthanum, ...Object.values(metals).flatMap(whiteLines)],
});

/**
 * The three phases of the demo: LaMnO3-like, LaFeO3-like, and a mixed interface phase of half the Mn, at lower
 * valence, and half the Fe (so that composition is half and half where the step is, whatever the phase's share).
 *
 * Onsets are the tabulated ones (O-K 532, Mn-L 640/651, Fe-L 708/721, La-M 832/849 eV); fine structures, areas and
 * ratios are plausible inventions (higher Mn L3/L2 for lower valence, a weaker O-K pre-peak), not measurements.
 */
export const DEMO_PHASES: readonly [left: DemoPhase, right: DemoPhase, between: DemoPhase] = [
  phase(
    'LaMnO3-like',
    oxygen([
      [533.6, 1.1, 3200],
      [540.5, 2.1, 5600],
      [547.5, 2.6, 3000],
      [566, 6, 4200],
    ]),
    { Mn: manganese(640, 2.4) },
    { energyEv: 25, fwhmEv: 9, gapEv: 1.5 },
  ),
  phase(
    'LaFeO3-like',
    oxygen([
      [534.2, 0.9, 1700],
      [538.6, 1.7, 7200],
      [544.5, 2.2, 3800],
      [562, 6, 3800],
    ]),
    { Fe: iron },
    { energyEv: 22.5, fwhmEv: 8, gapEv: 2.2 },
  ),
  phase(
    'interface',
    oxygen([
      [536.6, 1.6, 10500],
      [557, 5, 5600],
    ]),
    { Mn: share(manganese(639.4, 3.9), 0.5), Fe: share(iron, 0.5) },
    { energyEv: 23.5, fwhmEv: 10, gapEv: 1.8 },
  ),
];

/** Edges that truly are in the demo, by the energy of half height of their rise (eV). */
export const DEMO_EDGES: readonly { readonly id: string; readonly onsetEv: number }[] = [
  { id: 'O_K', onsetEv: 532 },
  { id: 'Mn_L3', onsetEv: 640 },
  { id: 'Mn_L2', onsetEv: 651 },
  { id: 'Fe_L3', onsetEv: 708 },
  { id: 'Fe_L2', onsetEv: 721 },
  { id: 'La_M5', onsetEv: 832 },
  { id: 'La_M4', onsetEv: 849 },
];
