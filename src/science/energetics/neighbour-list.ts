import type { Box } from './box.js';
import { EnergeticsError } from './energetics-error.js';
import { Ghosts } from './ghosts.js';

/** More images than this of one atom: the cell is degenerate beside the range. */
const IMAGES_AT_MOST = 100_000;

/**
 * Pairs nearer than cut-off + skin, each once, with periodic images (an atom's own images too, where the cell is
 * shorter than the range). Kept until atoms or cell have moved so far that a pair could have come in unseen.
 *
 * Pair k of atom i (k in [first[i], first[i+1])) is the vector
 *   wrapped[other[k]] + images[image[k]] − wrapped[i],  wrapped = position + offset.
 * Arrays grow and are never given back; nothing is allocated between rebuilds.
 * Valid for: any cell with volume; directions that are not periodic have no images.
 * Checked: naive double loop over all images (neighbour-list.spec.ts).
 */
export class NeighbourList {
  nAtoms = 0;
  nPairs = 0;
  nRebuilds = 0;
  first = new Int32Array(1);
  other = new Int32Array(0);
  image = new Int32Array(0);
  /** [nAtoms × 3]: positions brought into the cell, as of the last `update`. */
  wrapped = new Float64Array(0);
  /** [nImages × 3]: shift of each image, Å, for the cell of the last `update`. */
  images = new Float64Array(0);
  /** [nImages × 3]: the same in whole cell vectors. */
  private imageCells = new Int32Array(0);
  /** [nAtoms × 3]: whole cell vectors added to bring an atom into the cell. */
  private offsetCells = new Int32Array(0);
  private reference = new Float64Array(0);
  private referenceCell = new Float64Array(9);
  private imageRange: readonly [number, number, number] = [0, 0, 0];
  private ghosts = new Ghosts();

  constructor(
    readonly cutoffAngstrom: number,
    readonly skinAngstrom: number,
  ) {}

  /** Forgets the pairs: the next `update` builds anew. */
  invalidate(): void {
    this.nAtoms = 0;
  }

  /** Brings list, wrapped positions and image vectors up to date. Returns whether the pairs were found anew. */
  update(positions: Float64Array, box: Box): boolean {
    if (this.nAtoms > 0 && this.nAtoms * 3 === positions.length) {
      this.refresh(positions, box);
      if (this.isValid(box)) return false;
    }
    this.rebuild(positions, box);
    return true;
  }

  /** Every pair of the list with its distance, Å: for small tasks; kernels read the arrays. */
  forEachPair(visit: (i: number, j: number, distance: number) => void): void {
    const { wrapped, images } = this;
    for (let i = 0; i < this.nAtoms; i++) {
      for (let k = this.first[i]; k < this.first[i + 1]; k++) {
        const [j, s] = [this.other[k], 3 * this.image[k]];
        const dx = wrapped[3 * j] + images[s] - wrapped[3 * i];
        const dy = wrapped[3 * j + 1] + images[s + 1] - wrapped[3 * i + 1];
        const dz = wrapped[3 * j + 2] + images[s + 2] - wrapped[3 * i + 2];
        visit(i, j, Math.sqrt(dx * dx + dy * dy + dz * dz));
      }
    }
  }

  private isValid(box: Box): boolean {
    let cellMove = 0;
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let x = 0; x < 3; x++) sum += (box.cell[3 * k + x] - this.referenceCell[3 * k + x]) ** 2;
      // A pair that comes into range is shifted by so many cell vectors at most.
      cellMove += (this.imageRange[k] + 1) * Math.sqrt(sum);
    }
    const allowed = 0.5 * (this.skinAngstrom - cellMove);
    if (allowed <= 0) return false;
    const limit = allowed * allowed;
    const { wrapped, reference } = this;
    for (let i = 0; i < wrapped.length; i += 3) {
      const dx = wrapped[i] - reference[i];
      const dy = wrapped[i + 1] - reference[i + 1];
      const dz = wrapped[i + 2] - reference[i + 2];
      if (!(dx * dx + dy * dy + dz * dz < limit)) return false;
    }
    return true;
  }

  private refresh(positions: Float64Array, { cell }: Box): void {
    const { wrapped, offsetCells, images, imageCells } = this;
    for (let i = 0; i < positions.length; i++) {
      const row = i - (i % 3);
      const x = i - row;
      wrapped[i] =
        positions[i] +
        offsetCells[row] * cell[x] +
        offsetCells[row + 1] * cell[3 + x] +
        offsetCells[row + 2] * cell[6 + x];
    }
    for (let i = 0; i < images.length; i++) {
      const row = i - (i % 3);
      const x = i - row;
      images[i] =
        imageCells[row] * cell[x] + imageCells[row + 1] * cell[3 + x] + imageCells[row + 2] * cell[6 + x];
    }
  }

  private rebuild(positions: Float64Array, box: Box): void {
    const nAtoms = positions.length / 3;
    if (this.wrapped.length !== positions.length) {
      this.wrapped = new Float64Array(positions.length);
      this.reference = new Float64Array(positions.length);
      this.offsetCells = new Int32Array(positions.length);
      this.first = new Int32Array(nAtoms + 1);
    }
    this.referenceCell.set(box.cell);
    this.nAtoms = nAtoms;
    this.nRebuilds++;
    const range = this.cutoffAngstrom + this.skinAngstrom;
    this.layImages(range, box);
    this.findOffsets(positions, box);
    this.refresh(positions, box);
    this.reference.set(this.wrapped);
    this.ghosts.fill(this, range, box);
    this.findPairs(range);
  }

  /** The half of the images that is lexicographically positive, after the cell itself (image 0). */
  private layImages(range: number, box: Box): void {
    const count = (k: 0 | 1 | 2): number => (box.periodic[k] ? Math.ceil(range / box.heights[k]) : 0);
    const [a, b, c] = (this.imageRange = [count(0), count(1), count(2)]);
    const total = ((2 * a + 1) * (2 * b + 1) * (2 * c + 1) + 1) / 2;
    if (total > IMAGES_AT_MOST) {
      throw new EnergeticsError('structure-invalid', 'the cell is too thin for the range of the potential', {
        heights: [...box.heights],
      });
    }
    const cells = new Int32Array(3 * total);
    let at = 3;
    for (let i = 0; i <= a; i++) {
      for (let j = i === 0 ? 0 : -b; j <= b; j++) {
        for (let k = i === 0 && j === 0 ? 1 : -c; k <= c; k++) {
          cells[at++] = i;
          cells[at++] = j;
          cells[at++] = k;
        }
      }
    }
    this.imageCells = cells;
    this.images = new Float64Array(cells.length);
  }

  private findOffsets(positions: Float64Array, { inverse, periodic }: Box): void {
    for (let i = 0; i < positions.length; i += 3) {
      for (let k = 0; k < 3; k++) {
        const fraction =
          positions[i] * inverse[k] + positions[i + 1] * inverse[3 + k] + positions[i + 2] * inverse[6 + k];
        if (!Number.isFinite(fraction)) {
          throw new EnergeticsError('structure-invalid', `atom ${i / 3} has no finite position`, {
            atom: i / 3,
          });
        }
        this.offsetCells[i + k] = periodic[k] ? -Math.floor(fraction) : 0;
      }
    }
  }

  private findPairs(range: number): void {
    const { wrapped, first, ghosts } = this;
    const range2 = range * range;
    let n = 0;
    for (let i = 0; i < this.nAtoms; i++) {
      first[i] = n;
      const x = wrapped[3 * i];
      const y = wrapped[3 * i + 1];
      const z = wrapped[3 * i + 2];
      const { from, to } = ghosts.binsAround(x, y, z);
      for (let bx = from[0]; bx <= to[0]; bx++) {
        for (let by = from[1]; by <= to[1]; by++) {
          // Bins along z follow one another, and so do the atoms in them.
          const end = ghosts.startOf(bx, by, to[2] + 1);
          for (let g = ghosts.startOf(bx, by, from[2]); g < end; g++) {
            const dx = ghosts.at[3 * g] - x;
            const dy = ghosts.at[3 * g + 1] - y;
            const dz = ghosts.at[3 * g + 2] - z;
            if (dx * dx + dy * dy + dz * dz >= range2) continue;
            if (ghosts.image[g] === 0 && ghosts.owner[g] <= i) continue;
            if (n === this.other.length) this.growPairs();
            this.other[n] = ghosts.owner[g];
            this.image[n] = ghosts.image[g];
            n++;
          }
        }
      }
    }
    first[this.nAtoms] = n;
    this.nPairs = n;
  }

  private growPairs(): void {
    const capacity = Math.max(4096, 2 * this.other.length);
    const [other, image] = [new Int32Array(capacity), new Int32Array(capacity)];
    other.set(this.other);
    image.set(this.image);
    this.other = other;
    this.image = image;
  }
}
