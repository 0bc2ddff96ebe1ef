/** Row vectors of a cell, Å. */
type Cell = readonly (readonly number[])[];

export interface PeriodicSites {
  readonly lattice: Cell;
  readonly species: readonly string[];
  /** Fractional coordinates. */
  readonly frac: readonly (readonly number[])[];
}

export interface Neighbour {
  readonly distance: number;
  readonly species: string;
}

const cross = (a: readonly number[], b: readonly number[]): number[] => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: readonly number[], b: readonly number[]): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * Atoms within a distance of one site, nearest first, images of the site itself included.
 *
 * @param cutoff  Å
 * Checked: datasets.spec.ts, against the neighbour list of science/crystal.
 */
export function siteNeighbours(structure: PeriodicSites, site: number, cutoff: number): Neighbour[] {
  const { lattice, species, frac } = structure;
  const volume = Math.abs(dot(lattice[0], cross(lattice[1], lattice[2])));
  // A sphere reaches over so many cells along each vector; atoms are first brought to the image nearest in fractions.
  const reach = [0, 1, 2].map((k) => {
    const face = cross(lattice[(k + 1) % 3], lattice[(k + 2) % 3]);
    return Math.ceil((cutoff * Math.sqrt(dot(face, face))) / volume + 0.5);
  });
  const found: Neighbour[] = [];
  for (let j = 0; j < species.length; j++) {
    const f = [0, 1, 2].map((k) => {
      const d = frac[j][k] - frac[site][k];
      return d - Math.round(d);
    });
    for (let a = -reach[0]; a <= reach[0]; a++)
      for (let b = -reach[1]; b <= reach[1]; b++)
        for (let c = -reach[2]; c <= reach[2]; c++) {
          const square = squaredLength(lattice, f[0] + a, f[1] + b, f[2] + c);
          if (square > 1e-6 && square < cutoff * cutoff)
            found.push({ distance: Math.sqrt(square), species: species[j] });
        }
  }
  return found.sort((a, b) => a.distance - b.distance);
}

function squaredLength(lattice: Cell, a: number, b: number, c: number): number {
  const x = a * lattice[0][0] + b * lattice[1][0] + c * lattice[2][0];
  const y = a * lattice[0][1] + b * lattice[1][1] + c * lattice[2][1];
  const z = a * lattice[0][2] + b * lattice[1][2] + c * lattice[2][2];
  return x * x + y * y + z * z;
}

/**
 * Elements and their shares, in alphabetical order and lowest whole numbers: 'Cu1O1' of any oxide CuO.
 */
export function reducedFormula(species: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const s of species) counts.set(s, (counts.get(s) ?? 0) + 1);
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  const divisor = [...counts.values()].reduce(gcd, 0);
  return [...counts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([element, count]) => `${element}${count / divisor}`)
    .join('');
}
