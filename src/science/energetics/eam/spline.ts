/** Numbers an interval: c0 + c1·p + c2·p² + c3·p³ with p in [0, 1]. */
export const COEFFICIENTS = 4;

/** How the coefficients are laid out: of interval m they begin at `start + m·stride`. */
export interface SplineLayout {
  readonly start: number;
  readonly stride: number;
}

/**
 * Writes the cubics between n equidistant values (n − 1 intervals) into `out`.
 *
 * Slopes are centred differences: five points inside, three next to the ends, two at the ends. That is how LAMMPS
 * (pair_eam.cpp) reads tables, so a tabulated potential is the same function here and there; on a table of
 * spacing h the error is O(h⁴).
 * Checked: energies and forces of LAMMPS (test/peers/lammps.spec.ts).
 */
export function writeSpline(values: Float64Array, out: Float64Array, { start, stride }: SplineLayout): void {
  const n = values.length;
  const slope = (m: number): number => {
    if (m === 0) return values[1] - values[0];
    if (m === n - 1) return values[n - 1] - values[n - 2];
    if (m === 1 || m === n - 2) return 0.5 * (values[m + 1] - values[m - 1]);
    return (values[m - 2] - values[m + 2] + 8 * (values[m + 1] - values[m - 1])) / 12;
  };
  for (let m = 0; m < n - 1; m++) {
    const rise = values[m + 1] - values[m];
    const left = slope(m);
    const right = slope(m + 1);
    const at = start + m * stride;
    out[at] = values[m];
    out[at + 1] = left;
    out[at + 2] = 3 * rise - 2 * left - right;
    out[at + 3] = left + right - 2 * rise;
  }
}
