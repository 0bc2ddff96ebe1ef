/**
 * How much wider an interval is of a row that says little: members of an ensemble agree on a blurred or noisy row as they do on a
 * sharp one, and are off by more. Exponents are 0 where that makes no difference.
 */
export interface Difficulty {
  /** Of the evenness of a row. */
  readonly evenness: number;
  /** Of 1 + noise / typicalNoise. */
  readonly noise: number;
  /** In the unit of rows; above 0. */
  readonly typicalNoise: number;
}

/** Every row is as difficult as any other. */
export const ALIKE: Difficulty = { evenness: 0, noise: 0, typicalNoise: 1 };

/** What is known of rows when a network is asked, [nRows] each. */
export interface RowQuality {
  /** See `evennessOf`. */
  readonly evenness: Float32Array;
  /** Rms noise of a channel, in the row's unit. */
  readonly noise: Float32Array;
}

/**
 * (mean)² / mean square of a row: 1 where it is flat, 1/n of a single channel in n; whatever its unit. A spectrum that is blurred,
 * scattered again or has lines on a high continuum is even. 1 of a row of zeros.
 *
 * Source: the inverse participation ratio. Checked: row-difficulty.spec.ts.
 */
export function evennessOf(row: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < row.length; i++) {
    sum += row[i];
    squares += row[i] * row[i];
  }
  return squares > 0 ? (sum * sum) / (row.length * squares) : 1;
}

/** @param rows  [noise.length × any number of channels] */
export function qualityOf(rows: Float32Array, noise: Float32Array): RowQuality {
  const width = rows.length / noise.length;
  const evenness = noise.map((_, i) => evennessOf(rows.subarray(i * width, (i + 1) * width)));
  return { evenness, noise };
}

/**
 * Standard deviations as an interval takes them: each times the difficulty of its row, evenness^a · (1 + noise/typicalNoise)^b.
 *
 * @param std  [nRows × any width]
 * Checked: by hand (row-difficulty.spec.ts); what it does for coverage stands in the models' cards.
 */
export function difficultStd(
  std: Float64Array,
  { evenness, noise }: RowQuality,
  difficulty: Difficulty,
): Float64Array {
  const width = std.length / noise.length;
  const scaled = new Float64Array(std.length);
  for (let row = 0; row < noise.length; row++) {
    const times =
      evenness[row] ** difficulty.evenness * (1 + noise[row] / difficulty.typicalNoise) ** difficulty.noise;
    for (let i = row * width; i < (row + 1) * width; i++) scaled[i] = std[i] * times;
  }
  return scaled;
}
