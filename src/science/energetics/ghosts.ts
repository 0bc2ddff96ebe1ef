import type { Box } from './box.js';

const BINS_A_SIDE_AT_MOST = 64;

interface WrappedAtoms {
  /** [nAtoms × 3], in the cell, Å. */
  readonly wrapped: Float64Array;
  /** [nImages × 3], Å; the first is the cell itself. */
  readonly images: Float64Array;
}

/**
 * Atoms and those of their images that can be in range of the cell, sorted into Cartesian bins as wide as the range.
 *
 * `owner` and `image` (indices) and `at` (Å, three an atom) hold them bin by bin. Checked: neighbour-list.spec.ts.
 */
export class Ghosts {
  owner = new Int32Array(0);
  image = new Int32Array(0);
  at = new Float64Array(0);
  private n = 0;
  /** As found, before they are sorted. */
  private foundOwner = new Int32Array(0);
  private foundImage = new Int32Array(0);
  private foundAt = new Float64Array(0);
  private start = new Int32Array(0);
  private readonly origin = [0, 0, 0];
  private readonly width = [1, 1, 1];
  private readonly nBins = [1, 1, 1];
  private readonly around = { from: [0, 0, 0], to: [0, 0, 0] };

  fill(atoms: WrappedAtoms, range: number, box: Box): void {
    this.find(atoms, range, box);
    this.layBins(range);
    this.sort();
  }

  private find({ wrapped, images }: WrappedAtoms, range: number, box: Box): void {
    const { inverse, heights, periodic } = box;
    const margin = heights.map((height, k) => (periodic[k] ? range / height + 1e-9 : Infinity));
    this.n = 0;
    for (let s = 0; s < images.length; s += 3) {
      for (let i = 0; i < wrapped.length; i += 3) {
        const x = wrapped[i] + images[s];
        const y = wrapped[i + 1] + images[s + 1];
        const z = wrapped[i + 2] + images[s + 2];
        let inside = true;
        for (let k = 0; k < 3; k++) {
          const f = x * inverse[k] + y * inverse[3 + k] + z * inverse[6 + k];
          inside &&= f >= -margin[k] && f <= 1 + margin[k];
        }
        if (!inside) continue;
        if (this.n === this.foundOwner.length) this.grow();
        this.foundOwner[this.n] = i / 3;
        this.foundImage[this.n] = s / 3;
        this.foundAt[3 * this.n] = x;
        this.foundAt[3 * this.n + 1] = y;
        this.foundAt[3 * this.n + 2] = z;
        this.n++;
      }
    }
  }

  private grow(): void {
    const capacity = Math.max(1024, 2 * this.foundOwner.length);
    const [owner, image, at] = [
      new Int32Array(capacity),
      new Int32Array(capacity),
      new Float64Array(3 * capacity),
    ];
    owner.set(this.foundOwner);
    image.set(this.foundImage);
    at.set(this.foundAt);
    [this.foundOwner, this.foundImage, this.foundAt] = [owner, image, at];
    this.owner = new Int32Array(capacity);
    this.image = new Int32Array(capacity);
    this.at = new Float64Array(3 * capacity);
  }

  private layBins(range: number): void {
    for (let k = 0; k < 3; k++) {
      let low = Infinity;
      let high = -Infinity;
      for (let i = k; i < 3 * this.n; i += 3) {
        low = Math.min(low, this.foundAt[i]);
        high = Math.max(high, this.foundAt[i]);
      }
      this.origin[k] = low;
      this.width[k] = Math.max(range, (high - low) / (BINS_A_SIDE_AT_MOST - 1));
      this.nBins[k] = Math.floor((high - low) / this.width[k]) + 1;
    }
  }

  /** Sorts by counting: in each bin the order in which they were found. */
  private sort(): void {
    const total = this.nBins[0] * this.nBins[1] * this.nBins[2];
    if (this.start.length < total + 2) this.start = new Int32Array(total + 2);
    const { start, foundAt } = this;
    start.fill(0);
    for (let g = 0; g < this.n; g++) start[this.binOf(foundAt, 3 * g) + 2]++;
    for (let bin = 2; bin < total + 2; bin++) start[bin] += start[bin - 1];
    for (let g = 0; g < this.n; g++) {
      const to = start[this.binOf(foundAt, 3 * g) + 1]++;
      this.owner[to] = this.foundOwner[g];
      this.image[to] = this.foundImage[g];
      for (let x = 0; x < 3; x++) this.at[3 * to + x] = foundAt[3 * g + x];
    }
  }

  private index(k: number, x: number): number {
    return Math.floor((x - this.origin[k]) / this.width[k]);
  }

  private binOf(at: Float64Array, i: number): number {
    const row = this.index(0, at[i]) * this.nBins[1] + this.index(1, at[i + 1]);
    return row * this.nBins[2] + this.index(2, at[i + 2]);
  }

  /** Where the atoms of a bin begin; of bz = the last + 1, where they end. */
  startOf(bx: number, by: number, bz: number): number {
    return this.start[(bx * this.nBins[1] + by) * this.nBins[2] + bz];
  }

  /** First and last bin, along each axis, that can hold neighbours of a place; the same object each time. */
  binsAround(x: number, y: number, z: number): { readonly from: number[]; readonly to: number[] } {
    const { from, to } = this.around;
    for (let k = 0; k < 3; k++) {
      const bin = this.index(k, k === 0 ? x : k === 1 ? y : z);
      from[k] = Math.max(0, bin - 1);
      to[k] = Math.min(this.nBins[k] - 1, bin + 1);
    }
    return this.around;
  }
}
