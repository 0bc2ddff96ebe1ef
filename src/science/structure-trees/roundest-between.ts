/**
 * The number with the fewest decimals in the middle half of a gap, the one nearest to its middle: a threshold that people
 * can read and that still parts the two sides well. The middle itself where the gap is too narrow for 12 decimals.
 *
 * Checked: roundest-between.spec.ts.
 */
export function roundestBetween(below: number, above: number): number {
  const middle = below + (above - below) / 2;
  const quarter = (above - below) / 4;
  const magnitude = Math.floor(Math.log10(Math.max(Math.abs(below), Math.abs(above), Number.MIN_VALUE)));
  for (let decimals = -Math.max(0, magnitude); decimals <= 12; decimals++) {
    const rounded =
      decimals < 0 ? Math.round(middle * 10 ** decimals) / 10 ** decimals : round(middle, decimals);
    if (Math.abs(rounded - middle) <= quarter && rounded > below && rounded < above) return rounded;
  }
  return middle;
}

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));
