/** Row-major [n × length] as n plain arrays. */
export const rowsOf = (flat: Float64Array | Float32Array, n: number): number[][] => {
  const length = flat.length / n;
  return Array.from({ length: n }, (_, k) => [...flat.subarray(k * length, (k + 1) * length)]);
};
