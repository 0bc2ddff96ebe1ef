/** Where a radial distribution is told, Å. */
export interface RadialGrid {
  readonly start: number;
  readonly step: number;
  readonly n: number;
  /** Of the Gaussian by which each distance is smeared. */
  readonly sigma: number;
}

/** Beyond so many σ a neighbour adds less than 4e−6 of its height. */
const REACH_SIGMA = 5;

/**
 * Adds `height` times a Gaussian of height 1 at a distance. From one step to the next its value grows by a factor, and that factor by
 * another: three exponentials instead of one a step.
 */
export function addGaussian(into: Float64Array, grid: RadialGrid, distance: number, height: number): void {
  const { start, step, n, sigma } = grid;
  const from = Math.max(0, Math.ceil((distance - REACH_SIGMA * sigma - start) / step));
  const to = Math.min(n - 1, Math.floor((distance + REACH_SIGMA * sigma - start) / step));
  const x = start + from * step - distance;
  const perSquare = 1 / (2 * sigma * sigma);
  let value = height * Math.exp(-x * x * perSquare);
  let factor = Math.exp(-(2 * x + step) * step * perSquare);
  const change = Math.exp(-2 * step * step * perSquare);
  for (let k = from; k <= to; k++) {
    into[k] += value;
    value *= factor;
    factor *= change;
  }
}

/** The height of a Gaussian whose area is 1, 1/Å. */
export const unitArea = ({ sigma }: RadialGrid): number => 1 / (sigma * Math.sqrt(2 * Math.PI));
