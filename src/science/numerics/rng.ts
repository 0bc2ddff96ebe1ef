/** A source of random numbers. Randomness is always an argument; nothing in science calls Math.random. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Poisson with the given mean ≥ 0. */
  poisson(mean: number): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
}

/** Knuth's product below this mean, Hörmann's transformed rejection (PTRS) above. */
const PTRS_FROM_MEAN = 10;

/** splitmix64's finaliser on 32-bit halves would need BigInt; sfc32 with a mixed seed passes PractRand and needs none. */
function sfc32(seed: number): () => number {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88 ^ Math.imul(seed, 0x85ebca6b);
  let c = 0xb7e15162;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}

/** log Γ(x+1) by Stirling's series with shift; error < 1e-12 for x ≥ 0. */
function logFactorial(x: number): number {
  let shift = 0;
  let z = x + 1;
  while (z < 10) {
    shift -= Math.log(z);
    z += 1;
  }
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / z;
  return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
}

function poissonSmall(uniform: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let k = 0;
  let product = uniform();
  while (product > limit) {
    k += 1;
    product *= uniform();
  }
  return k;
}

/** W. Hörmann, Insurance: Mathematics and Economics 12 (1993) 39, algorithm PTRS. */
function poissonLarge(uniform: () => number, mean: number): number {
  const slam = Math.sqrt(mean);
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * slam;
  const a = -0.059 + 0.02483 * b;
  const invAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (
      Math.log(v) + Math.log(invAlpha) - Math.log(a / (us * us) + b) <=
      k * logMean - mean - logFactorial(k)
    )
      return k;
  }
}

/** A seeded generator (sfc32): the same seed gives the same numbers on every machine. */
export function createRng(seed: number): Rng {
  const next = sfc32(seed | 0);
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return {
    uniform,
    normal,
    poisson: (mean) => (mean < PTRS_FROM_MEAN ? poissonSmall(uniform, mean) : poissonLarge(uniform, mean)),
    integer: (n) => Math.floor(uniform() * n),
  };
}
