import type { AtomicStructure } from '../crystal/structure.js';
import { nearestSlots, type Neighbourhoods } from './neighbourhoods.js';

/** An element's class is the crystal's where this share of its atoms has it: two phases, but not the layers of a twin. */
const CLASS_SHARE = 0.25;
/** Distances that tell one environment from another. */
const N_DISTANCES = 14;
/** Environments closer than this, root mean square over their nearest distance, are the same. */
const SAME = 0.035;
/** Atoms that others are compared with, at most. */
const MODELS_AT_MOST = 300;
/** An environment is the crystal's where at least this share of the most frequent one's number is like it. */
const FREQUENT_SHARE = 1 / 3;

/** The nearest distances of an atom; short of neighbours they end in Infinity. */
function distancesOf(neighbours: Neighbourhoods, atom: number): Float64Array {
  const slots = new Int32Array(N_DISTANCES);
  const n = nearestSlots(neighbours, atom, null, slots);
  return Float64Array.from(slots, (slot, k) => (k < n ? neighbours.distances[slot] : Infinity));
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  let sum = 0;
  for (let k = 0; k < N_DISTANCES; k++) if (a[k] !== b[k]) sum += (a[k] - b[k]) ** 2;
  return Math.sqrt(sum / N_DISTANCES) < SAME * Math.min(a[0], b[0]);
}

/** Flags those of an element's atoms whose environments are frequent. */
function frequentOnes(neighbours: Neighbourhoods, atoms: readonly number[], flags: Uint8Array): void {
  const step = Math.ceil(atoms.length / MODELS_AT_MOST);
  const distances = atoms.map((i) => distancesOf(neighbours, i));
  const models = distances.filter((_, n) => n % step === 0);
  const counts = models.map((model) => models.filter((other) => isSame(model, other)).length);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const frequent = models.filter((_, n) => counts[n] >= FREQUENT_SHARE * most);
  atoms.forEach((i, n) => {
    if (frequent.some((model) => isSame(model, distances[n]))) flags[i] = 1;
  });
}

/** Which atoms are as in the crystals, and by which classes. */
export interface BulkLike {
  /** [nAtoms] 1 = as in a crystal */
  readonly flags: Uint8Array;
  /** [nKinds] codes of STRUCTURE_CLASSES that are the crystals' for this element; none where its atoms were compared. */
  readonly classesOfKind: readonly (readonly number[])[];
}

/**
 * Tells atoms of the crystals from those of boundaries and surfaces.
 *
 * By common-neighbour class where a class is the crystal's: a quarter of the element's atoms have it, 'other' not being one. Else by
 * comparison: an atom's fourteen nearest distances, of whatever elements, are frequent among the atoms of its element.
 *
 * @param classes  [nAtoms] from `structureClasses`
 * Valid for: structures that are mostly crystal.
 */
export function bulkLikeAtoms(
  { kinds, elements }: AtomicStructure,
  neighbours: Neighbourhoods,
  classes: Uint8Array,
): BulkLike {
  const flags = new Uint8Array(kinds.length);
  const classesOfKind = elements.map((_, kind) => {
    const atoms = [...kinds.keys()].filter((i) => kinds[i] === kind);
    const counts = new Map<number, number>();
    for (const i of atoms) counts.set(classes[i], (counts.get(classes[i]) ?? 0) + 1);
    const found = [...counts.keys()].filter(
      (code) => code !== 0 && counts.get(code)! >= CLASS_SHARE * atoms.length,
    );
    if (found.length === 0) frequentOnes(neighbours, atoms, flags);
    else for (const i of atoms) if (found.includes(classes[i])) flags[i] = 1;
    return found;
  });
  return { flags, classesOfKind };
}
