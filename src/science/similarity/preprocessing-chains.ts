type Step = (values: Float64Array) => Float64Array;

const scaled = (values: Float64Array, by: number): Float64Array =>
  by === 0 ? values.slice() : values.map((v) => v / by);

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Sum 1. */
const bySum: Step = (values) => scaled(values, sum(values));

/** Integral 1 by the trapezium rule, the range being 1 long. */
const byArea: Step = (values) => {
  const n = values.length;
  const area = (sum(values) - (values[0] + values[n - 1]) / 2) / (n - 1);
  return scaled(values, area);
};

const byMaximum: Step = (values) =>
  scaled(
    values,
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  );

const byLength: Step = (values) => scaled(values, Math.sqrt(values.reduce((a, b) => a + b * b, 0)));

/** Standard normal variate: mean 0, standard deviation 1. */
const byVariate: Step = (values) => {
  const mean = sum(values) / values.length;
  const moved = values.map((v) => v - mean);
  return scaled(moved, Math.sqrt(moved.reduce((a, b) => a + b * b, 0) / values.length));
};

const sigmoid: Step = (values) => values.map((v) => 1 / (1 + Math.exp(-v)));
const squared: Step = (values) => values.map((v) => v * v);

const NORMS: readonly (readonly [string, Step])[] = [
  ['area', byArea],
  ['sum', bySum],
  ['maximum', byMaximum],
  ['length', byLength],
  ['variate', byVariate],
];

export interface Chain {
  readonly name: string;
  readonly apply: Step;
}

/**
 * The eleven ways a spectrum is prepared before it is compared: to sum 1 alone, and each of five norms followed by a sigmoid
 * (weak structure counts more) or a square (strong structure counts more), then to sum 1.
 *
 * Source: after Zheng et al., npj Comput. Mater. 4 (2018) 12; which eleven of the possible chains they took is our reading.
 * Checked: every chain gives sum 1 and does not depend on the scale of its input (preprocessing-chains.spec.ts).
 */
export const CHAINS: readonly Chain[] = [
  { name: 'sum', apply: bySum },
  ...NORMS.flatMap(([name, norm]) => [
    { name: `${name}, sigmoid`, apply: (values: Float64Array) => bySum(sigmoid(norm(values))) },
    { name: `${name}, square`, apply: (values: Float64Array) => bySum(squared(norm(values))) },
  ]),
];
