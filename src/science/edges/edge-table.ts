import { BINDING_EV, EELS_ONSET_EV, type Shell } from './edge-onsets.js';

/**
 * What an edge looks like at its onset: a 'step' rises within some eV, 'white-lines' is a pair of narrow peaks (3d
 * metals L, rare earths M4,5), 'delayed' takes tens of eV to its maximum.
 */
export type OnsetShape = 'step' | 'white-lines' | 'delayed';

export interface TableEdge {
  /** Element and shell: 'O_K', 'Mn_L3'. */
  readonly id: string;
  readonly element: string;
  readonly shell: Shell;
  readonly onsetEv: number;
  /** 'major': an edge by which the element is recognised; 'minor': seen only beside a major one, or too weak. */
  readonly relevance: 'major' | 'minor';
  readonly shape: OnsetShape;
  /** Where the onset is from. */
  readonly source: string;
}

const EELS_SOURCE = 'EELS onset as listed by eXSpy (2025-06-04)';
const BINDING_SOURCE = 'binding energy, X-ray Data Booklet table 1-1';

const FIRST_ATOMIC_NUMBER = 3;

const SYMBOLS = Object.keys(BINDING_EV);
const K = 19;
const ZN = 30;
const MO = 42;
const CS = 55;
const YB = 70;
const HG = 80;

function shapeOf(z: number, shell: Shell): OnsetShape {
  if (shell === 'K') return 'step';
  if (shell === 'L2' || shell === 'L3') return z < K ? 'step' : z < ZN ? 'white-lines' : 'delayed';
  if (shell === 'M4' || shell === 'M5') return z >= CS && z <= YB ? 'white-lines' : 'delayed';
  return shell === 'M2' || shell === 'M3' ? 'step' : 'delayed';
}

/** K up to Cl, L2,3 from Al to Mo, M4,5 from Sr to Hg; the rest is too weak, too broad or too deep to go by. */
function isMajor(z: number, shell: Shell): boolean {
  if (shell === 'K') return true;
  if (shell === 'L2' || shell === 'L3') return z >= 13 && z <= MO;
  return (shell === 'M4' || shell === 'M5') && z >= 38 && z <= HG;
}

function edgesOfElement(element: string, z: number): TableEdge[] {
  const measured = EELS_ONSET_EV[element] ?? {};
  const merged = { ...BINDING_EV[element], ...measured };
  return (Object.entries(merged) as [Shell, number][]).map(([shell, onsetEv]) => ({
    id: `${element}_${shell}`,
    element,
    shell,
    onsetEv,
    relevance: isMajor(z, shell) ? 'major' : 'minor',
    shape: shapeOf(z, shell),
    source: measured[shell] === undefined ? BINDING_SOURCE : EELS_SOURCE,
  }));
}

/**
 * All ionisation edges between 40 and 3000 eV of the elements Li–U, by element, deepest shell first.
 *
 * Onsets in eV of energy loss; real onsets lie up to about 3 eV away by chemistry, more for delayed edges.
 * Source: each edge names its own (see `edge-onsets.ts`).
 * Checked: edge-table.spec.ts (neighbours of 532 eV, known onsets, order, smoothness over Z).
 */
export const EDGE_TABLE: readonly TableEdge[] = SYMBOLS.flatMap((element, index) =>
  edgesOfElement(element, index + FIRST_ATOMIC_NUMBER),
);

/** Symbols that the table knows, in order of atomic number. */
export const TABLE_ELEMENTS: readonly string[] = SYMBOLS;
