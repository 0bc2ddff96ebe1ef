import type { AtomicStructure } from '../crystal/structure.js';
import type { Layout } from './layout.js';
import type { Neighbourhoods } from './neighbourhoods.js';

/** Elements that are anions where there are others beside them. */
const ANIONS = new Set(['O', 'F', 'Cl', 'Br', 'I']);
/** Anions of their own compounds; beside oxygen or fluorine they are the middle of sulfates, phosphates, nitrates. */
const WEAKER_ANIONS = new Set(['S', 'Se', 'Te', 'N', 'P', 'As']);

/**
 * Which kinds are anions: [nKinds], or null where the structure is not made of anions and others (metals, elements).
 */
export function anionKinds(elements: readonly string[]): readonly boolean[] | null {
  const hasStrong = elements.includes('O') || elements.includes('F');
  const isAnion = elements.map(
    (element) => ANIONS.has(element) || (!hasStrong && WEAKER_ANIONS.has(element)),
  );
  return isAnion.includes(true) && isAnion.includes(false) ? isAnion : null;
}

/** What counts as a bond, and what bonds are like in the crystals. Tables [2 grains × nKinds × nKinds]. */
export interface BondRule {
  readonly nKinds: number;
  /** Å; 0: the two kinds do not bond. */
  readonly cutoffs: Float64Array;
  /** Mean length in the grain's interior, Å; NaN where there is none. */
  readonly lengths: Float64Array;
  /** 'shell': every cut-off lies in a gap between shells; 'distance': at least one is 1.2 nearest distances. */
  readonly method: 'shell' | 'distance';
}

/** A gap between shells is wider than this share of the nearest distance (bcc: 0.155). */
const GAP = 0.08;
/** Shells are looked for up to so many nearest distances; cation and anion: the second lies at 1.73 in rock salt, 1.91 in fluorite. */
const FARTHEST_SHELL = 2;
const WITHOUT_GAP = 1.2;

/** Distances of some pairs, and the nearest of each atom; ascending. */
interface Sample {
  readonly distances: Float64Array;
  readonly nearest: Float64Array;
}

type PairTest = (a: number, b: number) => boolean;

function sampleOf(
  neighbours: Neighbourhoods,
  { kinds }: AtomicStructure,
  takes: (i: number) => boolean,
  isPair: PairTest,
): Sample {
  const distances: number[] = [];
  const nearest: number[] = [];
  for (let i = 0; i < kinds.length; i++) {
    if (!takes(i)) continue;
    let from = Infinity;
    for (let slot = neighbours.first[i]; slot < neighbours.first[i + 1]; slot++) {
      if (!isPair(kinds[i], kinds[neighbours.other[slot]])) continue;
      const d = neighbours.distances[slot];
      if (from === Infinity) nearest.push((from = d));
      if (d > FARTHEST_SHELL * from) break;
      distances.push(d);
    }
  }
  return { distances: Float64Array.from(distances).sort(), nearest: Float64Array.from(nearest).sort() };
}

/** The middle of the first gap beyond the usual nearest distance. */
function cutoffOf({ distances, nearest }: Sample): { cutoff: number; isShell: boolean } {
  const usual = nearest[nearest.length >> 1];
  for (let k = 0; k < distances.length; k++) {
    const d = distances[k];
    const next = distances.at(k + 1) ?? FARTHEST_SHELL * usual;
    if (d < usual || next - d < GAP * usual) continue;
    return { cutoff: (d + next) / 2, isShell: true };
  }
  return { cutoff: WITHOUT_GAP * usual, isShell: false };
}

/** The pairs that share a cut-off: each cation with each anion by itself, or all together. */
function pairGroups(elements: readonly string[]): readonly PairTest[] {
  const isAnion = anionKinds(elements);
  if (isAnion === null) return [() => true];
  const kinds = [...elements.keys()];
  return kinds
    .filter((c) => !isAnion[c])
    .flatMap((c) =>
      kinds
        .filter((a) => isAnion[a])
        .map(
          (a): PairTest =>
            (p, q) =>
              (p === c && q === a) || (p === a && q === c),
        ),
    );
}

/**
 * The rule by which two atoms are bonded, found from the interiors of the grains.
 *
 * With anions and others, only a cation and an anion bond, each pair of elements with its own cut-off; else all pairs, with one. The
 * cut-off is the middle of the first gap (8 % of the nearest distance or more) in the distances of interior atoms, beyond the median
 * nearest one: the first minimum of their radial distribution. Where shells do not part (heat, glass): 1.2 times that median.
 *
 * @param interior  [nAtoms] 1 = stands for its grain; elements that the interior lacks are taken from everywhere
 * Checked: coordination 12, 8, 12, 4, 6 of fcc, bcc, hcp, diamond, rock salt; perovskite 6 and 12 (describe-structure.spec.ts).
 */
export function bondRule(
  structure: AtomicStructure,
  neighbours: Neighbourhoods,
  { sides }: Layout,
  interior: Uint8Array,
): BondRule {
  const nKinds = structure.elements.length;
  const cutoffs = new Float64Array(2 * nKinds * nKinds);
  const lengths = new Float64Array(2 * nKinds * nKinds).fill(Number.NaN);
  let method: BondRule['method'] = 'shell';
  for (const isPair of pairGroups(structure.elements)) {
    for (const side of [0, 1]) {
      const inside = sampleOf(neighbours, structure, (i) => interior[i] === 1 && sides[i] === side, isPair);
      const sample = inside.nearest.length > 0 ? inside : sampleOf(neighbours, structure, () => true, isPair);
      if (sample.nearest.length === 0) continue;
      const { cutoff, isShell } = cutoffOf(sample);
      if (!isShell) method = 'distance';
      for (let a = 0; a < nKinds; a++) {
        for (let b = 0; b < nKinds; b++) {
          if (isPair(a, b)) cutoffs[(side * nKinds + a) * nKinds + b] = cutoff;
        }
      }
    }
  }
  measureLengths(structure, neighbours, { sides, interior, cutoffs, lengths });
  return { nKinds, cutoffs, lengths, method };
}

function measureLengths(
  { kinds, elements }: AtomicStructure,
  { first, other, distances }: Neighbourhoods,
  into: { sides: Uint8Array; interior: Uint8Array; cutoffs: Float64Array; lengths: Float64Array },
): void {
  const nKinds = elements.length;
  const sums = new Float64Array(into.cutoffs.length);
  const counts = new Float64Array(into.cutoffs.length);
  for (let i = 0; i < kinds.length; i++) {
    if (into.interior[i] === 0) continue;
    for (let slot = first[i]; slot < first[i + 1]; slot++) {
      const pair = (into.sides[i] * nKinds + kinds[i]) * nKinds + kinds[other[slot]];
      if (distances[slot] > into.cutoffs[pair]) continue;
      sums[pair] += distances[slot];
      counts[pair]++;
    }
  }
  sums.forEach((sum, pair) => (into.lengths[pair] = sum / counts[pair]));
}

/** Bonds of each atom; arrays [nAtoms]. */
export interface AtomBonds {
  readonly coordination: Float64Array;
  /** Å; NaN without bonds. */
  readonly shortest: Float64Array;
  readonly mean: Float64Array;
  /** Mean of length over the crystal's for the same elements, less 1; NaN without bonds that the crystal has. */
  readonly strain: Float64Array;
}

/** Counts and measures the bonds of every atom by the rule of its own grain. */
export function atomBonds(
  { kinds, nAtoms }: AtomicStructure,
  { first, other, distances }: Neighbourhoods,
  { sides }: Layout,
  { nKinds, cutoffs, lengths }: BondRule,
): AtomBonds {
  const coordination = new Float64Array(nAtoms);
  const shortest = new Float64Array(nAtoms).fill(Number.NaN);
  const mean = new Float64Array(nAtoms);
  const strain = new Float64Array(nAtoms);
  for (let i = 0; i < nAtoms; i++) {
    let nKnown = 0;
    for (let slot = first[i]; slot < first[i + 1]; slot++) {
      const pair = (sides[i] * nKinds + kinds[i]) * nKinds + kinds[other[slot]];
      const d = distances[slot];
      if (d > cutoffs[pair]) continue;
      if (coordination[i]++ === 0) shortest[i] = d;
      mean[i] += d;
      if (Number.isNaN(lengths[pair])) continue;
      nKnown++;
      strain[i] += d / lengths[pair] - 1;
    }
    mean[i] /= coordination[i];
    strain[i] /= nKnown;
  }
  return { coordination, shortest, mean, strain };
}
