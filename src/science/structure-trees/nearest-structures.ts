/** Descriptors on a common scale: the mean and standard deviation of each over some sites; a constant one does not count. */
export interface DescriptorScale {
  readonly mean: Float64Array;
  /** 0 where all known values are equal, or none is known. */
  readonly std: Float64Array;
}

/** Two values drawn at random differ by 2 in squared standard deviations: what a value that only one site has counts. */
const ONE_MISSING = 2;

/** @param values  [n × width], NaN: none */
export function descriptorScale(values: Float64Array, width: number): DescriptorScale {
  const columns = Array.from({ length: width }, (_, d) =>
    values.filter((value, at) => at % width === d && !Number.isNaN(value)),
  );
  const mean = Float64Array.from(columns, (column) => column.reduce((a, b) => a + b, 0) / column.length);
  const std = Float64Array.from(columns, (column, d) => {
    const square = column.reduce((sum, x) => sum + (x - mean[d]) ** 2, 0);
    return column.length < 2 ? 0 : Math.sqrt(square / (column.length - 1));
  });
  return { mean, std };
}

/**
 * Root of the mean squared difference of two structures, in standard deviations of each descriptor. A value that both
 * lack is no difference.
 *
 * Checked: by hand (nearest-structures.spec.ts).
 */
export function structureDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { std }: DescriptorScale,
): number {
  let sum = 0;
  let n = 0;
  for (let d = 0; d < std.length; d++) {
    if (std[d] === 0) continue;
    n++;
    const [noA, noB] = [Number.isNaN(a[d]), Number.isNaN(b[d])];
    if (noA && noB) continue;
    sum += noA || noB ? ONE_MISSING : ((a[d] - b[d]) / std[d]) ** 2;
  }
  return n === 0 ? 0 : Math.sqrt(sum / n);
}
