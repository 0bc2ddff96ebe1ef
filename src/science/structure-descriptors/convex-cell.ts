/** Å; a corner this near to a plane lies on it. */
const ON_PLANE = 1e-9;
const POINTS_AT_MOST = 4096;
const FACES_AT_MOST = 512;

/** Polygons, one after the other: those of face f are the points start[f] … start[f + 1] − 1. */
interface Faces {
  n: number;
  readonly start: Int32Array;
  /** Which plane cut it; −1: a face of the box at the start. */
  readonly plane: Int32Array;
  readonly points: Float64Array;
}

const emptyFaces = (): Faces => ({
  n: 0,
  start: new Int32Array(FACES_AT_MOST + 1),
  plane: new Int32Array(FACES_AT_MOST),
  points: new Float64Array(3 * POINTS_AT_MOST),
});

const BOX_FACES: readonly (readonly (readonly [number, number, number])[])[] = [0, 1, 2].flatMap((axis) =>
  [-1, 1].map((sign) =>
    [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([u, v]) => {
      const point: [number, number, number] = [0, 0, 0];
      point[axis] = sign;
      point[(axis + 1) % 3] = u;
      point[(axis + 2) % 3] = v;
      return point;
    }),
  ),
);

/**
 * A convex body round the origin, cut by planes. Each face is kept as a polygon of its own; the face that a cut lays open is the
 * hull of the points in which it meets the others. No bookkeeping of edges: corners in which many faces meet (every one of an fcc
 * crystal) are nothing special, and rounding at worst leaves a sliver of no area.
 *
 * Checked: through voronoi.spec.ts.
 */
export class ConvexCell {
  private now = emptyFaces();
  private then = emptyFaces();
  private readonly height = new Float64Array(POINTS_AT_MOST);
  private readonly cut = new Float64Array(3 * POINTS_AT_MOST);
  private readonly angle = new Float64Array(POINTS_AT_MOST);
  private readonly order = new Int32Array(POINTS_AT_MOST);
  private nCut = 0;
  /** Distance of the farthest corner, Å. */
  radiusAngstrom = 0;

  /** A cube. */
  reset(halfEdge: number): void {
    const { start, plane, points } = this.now;
    let at = 0;
    BOX_FACES.forEach((corners, f) => {
      start[f] = at / 3;
      plane[f] = -1;
      for (const corner of corners) for (const x of corner) points[at++] = halfEdge * x;
    });
    start[BOX_FACES.length] = at / 3;
    this.now.n = BOX_FACES.length;
    this.radiusAngstrom = halfEdge * Math.sqrt(3);
  }

  /** Keeps the points nearer to the origin than to vector number `plane` of `vectors`, whose length is given. */
  cutHalfWay(vectors: Float64Array, plane: number, length: number): void {
    const nx = vectors[3 * plane] / length;
    const ny = vectors[3 * plane + 1] / length;
    const nz = vectors[3 * plane + 2] / length;
    const distance = length / 2;
    const { now, height } = this;
    const nPoints = now.start[now.n];
    let isCut = false;
    for (let k = 0; k < nPoints; k++) {
      const p = now.points;
      height[k] = nx * p[3 * k] + ny * p[3 * k + 1] + nz * p[3 * k + 2] - distance;
      if (height[k] > ON_PLANE) isCut = true;
    }
    if (!isCut) return;
    this.nCut = 0;
    this.then.n = 0;
    this.then.start[0] = 0;
    for (let f = 0; f < now.n; f++) this.clipFace(f);
    this.addCap(nx, ny, nz, plane);
    const cut = this.then;
    this.then = now;
    this.now = cut;
    this.measureRadius();
  }

  /** Visits what is left: plane and the polygon's points [from, to) in `points`. */
  get nFaces(): number {
    return this.now.n;
  }
  planeOf(face: number): number {
    return this.now.plane[face];
  }
  fromOf(face: number): number {
    return this.now.start[face];
  }
  toOf(face: number): number {
    return this.now.start[face + 1];
  }
  get points(): Float64Array {
    return this.now.points;
  }

  /** Sutherland and Hodgman's way round one polygon. */
  private clipFace(face: number): void {
    const { now, then, height } = this;
    const from = now.start[face];
    const to = now.start[face + 1];
    let at = then.start[then.n];
    for (let k = from; k < to; k++) {
      const next = k + 1 === to ? from : k + 1;
      const isIn = height[k] <= ON_PLANE;
      if (isIn) {
        for (let x = 0; x < 3; x++) then.points[3 * at + x] = now.points[3 * k + x];
        at++;
      }
      if (isIn === height[next] <= ON_PLANE) continue;
      const t = Math.min(1, Math.max(0, height[k] / (height[k] - height[next])));
      for (let x = 0; x < 3; x++) {
        const value = now.points[3 * k + x] + t * (now.points[3 * next + x] - now.points[3 * k + x]);
        then.points[3 * at + x] = value;
        this.cut[3 * this.nCut + x] = value;
      }
      at++;
      this.nCut++;
    }
    if (at - then.start[then.n] >= 3) this.closeFace(at, now.plane[face]);
  }

  private closeFace(end: number, plane: number): void {
    const { then } = this;
    if (then.n + 2 > FACES_AT_MOST || end + 64 > POINTS_AT_MOST) {
      throw new RangeError('a Voronoi cell of more corners than there is room for');
    }
    then.plane[then.n] = plane;
    then.start[++then.n] = end;
  }

  /** The points of the cut, in order round its normal, equal ones once. */
  private addCap(nx: number, ny: number, nz: number, plane: number): void {
    if (this.nCut < 3) return;
    this.sortCut(nx, ny, nz);
    const { then, cut, order } = this;
    const start = then.start[then.n];
    let at = start;
    const isNew = (point: number, of: number): boolean => {
      const p = then.points;
      return (
        Math.abs(cut[3 * point] - p[3 * of]) > ON_PLANE ||
        Math.abs(cut[3 * point + 1] - p[3 * of + 1]) > ON_PLANE ||
        Math.abs(cut[3 * point + 2] - p[3 * of + 2]) > ON_PLANE
      );
    };
    for (let k = 0; k < this.nCut; k++) {
      if (at > start && (!isNew(order[k], at - 1) || !isNew(order[k], start))) continue;
      for (let x = 0; x < 3; x++) then.points[3 * at + x] = cut[3 * order[k] + x];
      at++;
    }
    if (at - start >= 3) this.closeFace(at, plane);
  }

  private sortCut(nx: number, ny: number, nz: number): void {
    const { cut, angle, order, nCut } = this;
    let mx = 0;
    let my = 0;
    let mz = 0;
    for (let k = 0; k < nCut; k++) {
      mx += cut[3 * k] / nCut;
      my += cut[3 * k + 1] / nCut;
      mz += cut[3 * k + 2] / nCut;
    }
    // u is at right angles to n, built on the axis that n leans to least; v = n × u.
    const [ax, ay, az] = [Math.abs(nx), Math.abs(ny), Math.abs(nz)];
    let ux = 0;
    let uy = -nz;
    let uz = ny;
    if (ay <= ax && ay <= az) {
      ux = nz;
      uy = 0;
      uz = -nx;
    } else if (az <= ax && az <= ay) {
      ux = -ny;
      uy = nx;
      uz = 0;
    }
    const vx = ny * uz - nz * uy;
    const vy = nz * ux - nx * uz;
    const vz = nx * uy - ny * ux;
    for (let k = 0; k < nCut; k++) {
      const x = cut[3 * k] - mx;
      const y = cut[3 * k + 1] - my;
      const z = cut[3 * k + 2] - mz;
      const turned = Math.atan2(x * vx + y * vy + z * vz, x * ux + y * uy + z * uz);
      let at = k;
      for (; at > 0 && angle[at - 1] > turned; at--) {
        angle[at] = angle[at - 1];
        order[at] = order[at - 1];
      }
      angle[at] = turned;
      order[at] = k;
    }
  }

  private measureRadius(): void {
    const { points, start, n } = this.now;
    let square = 0;
    for (let k = 0; k < 3 * start[n]; k += 3) {
      const r = points[k] * points[k] + points[k + 1] * points[k + 1] + points[k + 2] * points[k + 2];
      if (r > square) square = r;
    }
    this.radiusAngstrom = Math.sqrt(square);
  }
}
