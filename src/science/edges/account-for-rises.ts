import { EDGE_TABLE, type TableEdge } from './edge-table.js';
import type { Rise } from './find-rises.js';

/** True energy = energy of the file + shiftEv + stretch·(energy of the file − pivotEv). */
export interface AxisError {
  readonly shiftEv: number;
  readonly stretch: number;
  readonly pivotEv: number;
}

/** A rise that is the onset of a tabulated edge. */
export interface Onset {
  readonly edge: TableEdge;
  readonly rise: Rise;
}

/** Onsets of one element may lie so far from the table by chemistry alone, eV: free within, quadratic beyond. */
const CHEMICAL_FREE_EV: Readonly<Record<TableEdge['shape'], readonly [number, number]>> = {
  step: [-4, 3],
  'white-lines': [-2, 2.5],
  delayed: [-2, 6],
};
const CHEMICAL_STD_EV = 1.2;
/** Pull towards the table within the free zone. */
const CENTRE_STD_EV: Readonly<Record<TableEdge['shape'], number>> = {
  step: 4,
  'white-lines': 2,
  delayed: 6,
};
/** Fine structure: strong near its onset (a white line only splits), weak further on. */
const NEAR_STRUCTURE_EV: Readonly<Record<TableEdge['shape'], number>> = {
  step: 16,
  'white-lines': 7,
  delayed: 16,
};
const FAR_STRUCTURE_EV = 60;
const MAX_NEAR_CONTRAST = 3;
const MAX_FAR_CONTRAST = 0.35;
const STRUCTURE_COST = 1.5;
const FAR_STRUCTURE_COST = 2.5;
const MINOR_EDGE_COST = 3;
/** A sharp rise is not how a delayed edge begins. */
const DELAYED_COST = 6;
/** L2,3 of Al–Ar is sharp, but the structure of such edges, 20 eV behind, looks like the onset of the next element. */
const LIGHT_L_COST = 5;
/** The weaker line of a pair that should be seen and is not. */
const MISSING_PARTNER_COST = 6;
/** Contrast of the partner over that of the main line: at least this, by the shell of the main line. */
const PARTNER_SHARE: Readonly<Partial<Record<string, number>>> = { L3: 0.2, M5: 0.6 };
/** A minor edge is weaker than the major one by which its element was recognised. */
const MAX_MINOR_CONTRAST = 0.12;
/** Spacing of a pair against the table, eV. */
const SPACING_STD_EV = 1.2;

/** The first edge of a pair of white lines and its partner's shell. */
const PARTNER: Readonly<Partial<Record<string, string>>> = { L3: 'L2', M5: 'M4' };

const EDGE_BY_ID = new Map(EDGE_TABLE.map((edge) => [edge.id, edge]));

/** L2 of an L3, M4 of an M5; null for other edges. */
export function partnerOf(edge: TableEdge): TableEdge | null {
  const shell = PARTNER[edge.shell];
  return shell === undefined ? null : (EDGE_BY_ID.get(`${edge.element}_${shell}`) ?? null);
}

/** The edges of an element in reach, and what it costs to name it. */
export interface Family {
  readonly element: string;
  readonly cost: number;
  readonly edges: readonly TableEdge[];
}

/** How an element accounts for the rises: cost of each rise [nRises] (Infinity: not at all), and its onsets. */
export interface Account {
  readonly family: Family;
  readonly costs: readonly number[];
  readonly extraCost: number;
  readonly onsets: readonly Onset[];
}

/** What it costs to leave a rise unexplained: grows slowly, so that one strong rise does not outvote several. */
export const surprise = (rise: Rise): number => 6 * Math.log(1 + rise.significance / 2);

const trueEv = (axis: AxisError, energyEv: number): number =>
  energyEv + axis.shiftEv + axis.stretch * (energyEv - axis.pivotEv);

function shapeCost(edge: TableEdge): number {
  if (edge.shape === 'delayed') return DELAYED_COST;
  return edge.shape === 'step' && edge.shell.startsWith('L') ? LIGHT_L_COST : 0;
}

/** Cost of an onset `deltaEv` above its place in the table. */
function misfit(edge: TableEdge, deltaEv: number): number {
  const [low, high] = CHEMICAL_FREE_EV[edge.shape];
  const beyond = Math.max(0, low - deltaEv, deltaEv - high) / CHEMICAL_STD_EV;
  const within = deltaEv / CENTRE_STD_EV[edge.shape];
  return 0.5 * (beyond * beyond + within * within);
}

function bestRise(edge: TableEdge, rises: readonly Rise[], energies: readonly number[]): number {
  let best = -1;
  let bestGain = 0;
  for (let i = 0; i < rises.length; i++) {
    const delta = energies[i] - edge.onsetEv;
    if (Math.abs(delta) > 8) continue;
    const gain = surprise(rises[i]) - misfit(edge, delta);
    if (gain > bestGain) {
      best = i;
      bestGain = gain;
    }
  }
  return best;
}

interface Draft {
  readonly costs: number[];
  readonly onsets: Onset[];
  extraCost: number;
}

function addOnset(draft: Draft, onset: Onset, index: number, cost: number): void {
  if (cost >= draft.costs[index]) return;
  draft.costs[index] = cost;
  draft.onsets.push(onset);
}

/** The second line of a pair: found at the right distance, or missed where it should be seen. */
function addPartner(draft: Draft, main: Onset, rises: readonly Rise[], stretch: number): void {
  const partner = partnerOf(main.edge);
  if (partner === null || partner.shape !== 'white-lines') return;
  const spacing = partner.onsetEv - main.edge.onsetEv;
  let best = -1;
  let bestMisfit = Infinity;
  rises.forEach((rise, i) => {
    const d = ((rise.energyEv - main.rise.energyEv) * (1 + stretch) - spacing) / SPACING_STD_EV;
    if (rise.contrast < 2 * main.rise.contrast && 0.5 * d * d < bestMisfit) {
      best = i;
      bestMisfit = 0.5 * d * d;
    }
  });
  if (bestMisfit < 5) {
    addOnset(draft, { edge: partner, rise: rises[best] }, best, bestMisfit);
    return;
  }
  if ((PARTNER_SHARE[main.edge.shell] ?? 0) * main.rise.significance > 5)
    draft.extraCost += MISSING_PARTNER_COST;
}

function addStructure(draft: Draft, rises: readonly Rise[], energies: readonly number[]): void {
  const strongest = Math.max(...draft.onsets.map((onset) => onset.rise.contrast));
  for (const onset of draft.onsets) {
    const start = energies[rises.indexOf(onset.rise)];
    for (let i = 0; i < rises.length; i++) {
      const distance = energies[i] - start;
      if (distance <= 0 || distance > FAR_STRUCTURE_EV) continue;
      const near = distance <= NEAR_STRUCTURE_EV[onset.edge.shape];
      const limit = near ? MAX_NEAR_CONTRAST * onset.rise.contrast : MAX_FAR_CONTRAST * strongest;
      if (rises[i].contrast > limit) continue;
      draft.costs[i] = Math.min(draft.costs[i], near ? STRUCTURE_COST : FAR_STRUCTURE_COST);
    }
  }
}

/**
 * How an element accounts for rises: each of its major edges takes the rise that fits best, then the partner of a pair of
 * white lines, minor edges, and the fine structure behind.
 *
 * @returns null when no rise can be an onset of the element
 */
export function account(family: Family, rises: readonly Rise[], axis: AxisError): Account | null {
  const energies = rises.map((rise) => trueEv(axis, rise.energyEv));
  const draft: Draft = { costs: rises.map(() => Infinity), onsets: [], extraCost: 0 };
  const partners = new Set(family.edges.flatMap((edge) => PARTNER[edge.shell] ?? []));
  for (const edge of family.edges) {
    if (edge.relevance !== 'major' || (partners.has(edge.shell) && edge.shell !== 'K')) continue;
    const i = bestRise(edge, rises, energies);
    if (i < 0) continue;
    const main = { edge, rise: rises[i] };
    addOnset(draft, main, i, misfit(edge, energies[i] - edge.onsetEv) + shapeCost(edge));
    addPartner(draft, main, rises, axis.stretch);
  }
  if (draft.onsets.length === 0) return null;
  const strongest = Math.max(...draft.onsets.map((onset) => onset.rise.contrast));
  for (const edge of family.edges.filter((e) => e.relevance === 'minor')) {
    const i = bestRise(edge, rises, energies);
    if (i < 0 || rises[i].contrast > MAX_MINOR_CONTRAST * strongest) continue;
    addOnset(draft, { edge, rise: rises[i] }, i, MINOR_EDGE_COST + misfit(edge, energies[i] - edge.onsetEv));
  }
  addStructure(draft, rises, energies);
  return { family, ...draft };
}
