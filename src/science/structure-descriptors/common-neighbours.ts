import { nearestSlots, type Neighbourhoods } from './neighbourhoods.js';

/** Classes of an atom's surroundings, by code. */
export const STRUCTURE_CLASSES = ['other', 'fcc', 'hcp', 'bcc', 'diamond', 'hexagonal-diamond'] as const;
export type StructureClass = (typeof STRUCTURE_CLASSES)[number];

const OTHER = 0;
const FCC = 1;
const HCP = 2;
const BCC = 3;
/** Added to fcc and hcp of the second neighbours. */
const TO_DIAMOND = 3;

/** Half way between the first and the second shell of fcc, and between the second and the third of bcc. */
const BETWEEN_SHELLS = (1 + Math.SQRT2) / 2;
const MOST = 14;

const countBits = (mask: number): number => {
  let n = 0;
  for (let m = mask; m !== 0; m &= m - 1) n++;
  return n;
};

/** Which of the neighbours are each other's neighbours: bit b of mask[a]. */
function bondMasks(vectors: Float64Array, n: number, cutoff: number, masks: Int32Array): void {
  masks.fill(0, 0, n);
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      const x = vectors[3 * a] - vectors[3 * b];
      const y = vectors[3 * a + 1] - vectors[3 * b + 1];
      const z = vectors[3 * a + 2] - vectors[3 * b + 2];
      if (x * x + y * y + z * z > cutoff * cutoff) continue;
      masks[a] |= 1 << b;
      masks[b] |= 1 << a;
    }
  }
}

/** Bonds among the common neighbours that hang together, at most. */
function longestChain(common: number, masks: Int32Array): number {
  let longest = 0;
  let left = common;
  while (left !== 0) {
    let cluster = 0;
    let border = left & -left;
    let twice = 0;
    while (border !== 0) {
      const bit = border & -border;
      const bonded = masks[31 - Math.clz32(bit)] & common;
      cluster |= bit;
      twice += countBits(bonded);
      border = (border | bonded) & ~cluster;
    }
    left &= ~cluster;
    longest = Math.max(longest, twice / 2);
  }
  return longest;
}

/** 100 × common neighbours + 10 × bonds among them + longest chain. */
function signature(neighbour: number, masks: Int32Array): number {
  const common = masks[neighbour];
  let twice = 0;
  for (let m = common; m !== 0; m &= m - 1) twice += countBits(masks[31 - Math.clz32(m & -m)] & common);
  return 100 * countBits(common) + 10 * (twice / 2) + longestChain(common, masks);
}

/** fcc or hcp from twelve vectors. */
function closePacked(vectors: Float64Array, masks: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < 36; k += 3) sum += Math.hypot(vectors[k], vectors[k + 1], vectors[k + 2]);
  bondMasks(vectors, 12, (BETWEEN_SHELLS * sum) / 12, masks);
  let n421 = 0;
  let n422 = 0;
  for (let a = 0; a < 12; a++) {
    const kind = signature(a, masks);
    if (kind === 421) n421++;
    else if (kind === 422) n422++;
    else return OTHER;
  }
  if (n421 === 12) return FCC;
  return n421 === 6 && n422 === 6 ? HCP : OTHER;
}

/** bcc from fourteen vectors, the eight nearest first. */
function bodyCentred(vectors: Float64Array, masks: Int32Array): number {
  let sum = 0;
  for (let a = 0; a < MOST; a++) {
    const length = Math.hypot(vectors[3 * a], vectors[3 * a + 1], vectors[3 * a + 2]);
    sum += a < 8 ? (2 / Math.sqrt(3)) * length : length;
  }
  bondMasks(vectors, MOST, (BETWEEN_SHELLS * sum) / MOST, masks);
  let n444 = 0;
  let n666 = 0;
  for (let a = 0; a < MOST; a++) {
    const kind = signature(a, masks);
    if (kind === 444) n444++;
    else if (kind === 666) n666++;
    else return OTHER;
  }
  return n444 === 6 && n666 === 8 ? BCC : OTHER;
}

/** The twelve second neighbours along bonds of an atom with four; false where it has others. */
function secondNeighbours(neighbours: Neighbourhoods, atom: number, into: Float64Array): boolean {
  const { vectors, other } = neighbours;
  const [mine, theirs] = [new Int32Array(4), new Int32Array(4)];
  if (nearestSlots(neighbours, atom, null, mine) < 4) return false;
  let n = 0;
  for (const a of mine) {
    if (nearestSlots(neighbours, other[a], null, theirs) < 4) return false;
    for (const b of theirs) {
      const x = vectors[3 * a] + vectors[3 * b];
      const y = vectors[3 * a + 1] + vectors[3 * b + 1];
      const z = vectors[3 * a + 2] + vectors[3 * b + 2];
      if (x * x + y * y + z * z < 1e-6) continue; // the way back
      if (n === 12) return false;
      into[3 * n] = x;
      into[3 * n + 1] = y;
      into[3 * n + 2] = z;
      n++;
    }
  }
  return n === 12;
}

/**
 * Adaptive common-neighbour analysis: the class of each atom's surroundings, told by which of its nearest neighbours are each
 * other's. The cut-off is each atom's own, from the distances of its nearest twelve (fcc, hcp) or fourteen (bcc).
 *
 * In a structure of several elements only atoms of the atom's own element count: rock salt is then two fcc lattices. Atoms of one
 * element that are none of the three are tried as diamond, by their twelve second neighbours along bonds.
 *
 * @param kinds  [nAtoms]; null: all atoms count alike
 * @returns [nAtoms] indices of STRUCTURE_CLASSES
 * Source: A. Stukowski, Modelling Simul. Mater. Sci. Eng. 20, 045021 (2012); diamond: E. Maras et al., Comput. Phys. Commun. 205, 13
 *   (2016).
 * Checked: perfect crystals, the hcp layer of a coherent twin, classes by LAMMPS (compute cna/atom), test/reference
 *   (common-neighbours.spec.ts).
 */
export function structureClasses(neighbours: Neighbourhoods, kinds: Uint8Array | null): Uint8Array {
  const nAtoms = neighbours.first.length - 1;
  const classes = new Uint8Array(nAtoms);
  const slots = new Int32Array(MOST);
  const vectors = new Float64Array(3 * MOST);
  const masks = new Int32Array(MOST);
  for (let i = 0; i < nAtoms; i++) {
    const n = nearestSlots(neighbours, i, kinds, slots);
    for (let a = 0; a < n; a++) {
      for (let x = 0; x < 3; x++) vectors[3 * a + x] = neighbours.vectors[3 * slots[a] + x];
    }
    if (n >= 12) classes[i] = closePacked(vectors, masks);
    if (classes[i] === OTHER && n === MOST) classes[i] = bodyCentred(vectors, masks);
    if (classes[i] === OTHER && kinds === null && secondNeighbours(neighbours, i, vectors)) {
      const second = closePacked(vectors, masks);
      if (second !== OTHER) classes[i] = second + TO_DIAMOND;
    }
  }
  return classes;
}
