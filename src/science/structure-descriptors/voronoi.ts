import { ConvexCell } from './convex-cell.js';
import type { Neighbourhoods } from './neighbourhoods.js';

/** What each atom's Voronoi cell is like; NaN for an open cell. */
export interface VoronoiCells {
  /** [nAtoms] Å³ */
  readonly volumesAngstrom3: Float64Array;
  /** [nAtoms] faces, each counted by its solid angle over the largest one's */
  readonly weightedCoordination: Float64Array;
  /** [nAtoms] faces that fill at least 1 % of the sphere */
  readonly nFaces: Float64Array;
}

/** A face this small is an accident of four or more cells that meet in one corner. */
const SMALLEST_FACE_SR = 0.01 * 4 * Math.PI;

interface FaceMeasures {
  area: number;
  solidAngle: number;
}

/** A face as a fan of triangles; the solid angle of each after Van Oosterom and Strackee. */
function measureFace(cell: ConvexCell, face: number, into: FaceMeasures): void {
  const p = cell.points;
  const a = 3 * cell.fromOf(face);
  const [ax, ay, az] = [p[a], p[a + 1], p[a + 2]];
  const la = Math.sqrt(ax * ax + ay * ay + az * az);
  let [sx, sy, sz] = [0, 0, 0];
  let solid = 0;
  for (let b = a + 3; b + 3 < 3 * cell.toOf(face); b += 3) {
    const bx = p[b];
    const by = p[b + 1];
    const bz = p[b + 2];
    const cx = p[b + 3];
    const cy = p[b + 4];
    const cz = p[b + 5];
    sx += ((by - ay) * (cz - az) - (bz - az) * (cy - ay)) / 2;
    sy += ((bz - az) * (cx - ax) - (bx - ax) * (cz - az)) / 2;
    sz += ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2;
    const lb = Math.sqrt(bx * bx + by * by + bz * bz);
    const lc = Math.sqrt(cx * cx + cy * cy + cz * cz);
    const volume = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    const ab = ax * bx + ay * by + az * bz;
    const bc = bx * cx + by * cy + bz * cz;
    const ca = cx * ax + cy * ay + cz * az;
    solid += 2 * Math.atan2(Math.abs(volume), la * lb * lc + ab * lc + bc * la + ca * lb);
  }
  into.area = Math.sqrt(sx * sx + sy * sy + sz * sz);
  into.solidAngle = solid;
}

/** Cuts the cell of one atom; false where neighbours in reach do not close it. */
function cutCell(cell: ConvexCell, neighbours: Neighbourhoods, atom: number): boolean {
  const { first, distances, vectors, reachAngstrom } = neighbours;
  cell.reset(reachAngstrom);
  for (let slot = first[atom]; slot < first[atom + 1]; slot++) {
    const d = distances[slot];
    if (d / 2 >= cell.radiusAngstrom) return true;
    cell.cutHalfWay(vectors, slot, d);
  }
  return cell.radiusAngstrom <= reachAngstrom / 2;
}

/**
 * Voronoi cells of all atoms: each cut out of a box by the planes half way to its neighbours, nearest first, until the next
 * neighbour is too far to reach the farthest corner.
 *
 * @param neighbours  with all images: periodic boxes are nothing special
 * @returns NaN for an atom whose cell is open: it touches a sphere of half the reach (3.25 Å or more) with no atom inside, as atoms
 *   at free surfaces do. In a box that repeats, without such holes, the volumes add up to the box's.
 * Source: weights by solid angle: M. O'Keeffe, Acta Cryst. A 35, 772 (1979); solid angle: A. van Oosterom, J. Strackee, IEEE Trans.
 *   Biomed. Eng. 30, 125 (1983).
 * Checked: closed forms of fcc and bcc cells; sums over boxes; volumes by LAMMPS (Voro++), solid angles by Qhull, test/reference
 *   (voronoi.spec.ts).
 */
export function voronoiCells(neighbours: Neighbourhoods): VoronoiCells {
  const nAtoms = neighbours.first.length - 1;
  const volumesAngstrom3 = new Float64Array(nAtoms).fill(Number.NaN);
  const weightedCoordination = new Float64Array(nAtoms).fill(Number.NaN);
  const nFaces = new Float64Array(nAtoms).fill(Number.NaN);
  const cell = new ConvexCell();
  const face: FaceMeasures = { area: 0, solidAngle: 0 };
  for (let i = 0; i < nAtoms; i++) {
    if (!cutCell(cell, neighbours, i)) continue;
    let volume = 0;
    let largest = 0;
    let total = 0;
    let count = 0;
    for (let f = 0; f < cell.nFaces; f++) {
      measureFace(cell, f, face);
      volume += (face.area * neighbours.distances[cell.planeOf(f)]) / 6;
      total += face.solidAngle;
      largest = Math.max(largest, face.solidAngle);
      if (face.solidAngle >= SMALLEST_FACE_SR) count++;
    }
    volumesAngstrom3[i] = volume;
    weightedCoordination[i] = total / largest;
    nFaces[i] = count;
  }
  return { volumesAngstrom3, weightedCoordination, nFaces };
}
