import type { Rng } from '../numerics/rng.js';
import { SpectrumError } from '../spectra/spectrum-image.js';

/** Spectra and amounts: Σ loading·component are counts. */
export interface Parts {
  /** [count × nChannels] */
  readonly components: Float64Array;
  /** [count × nPixels] */
  readonly loadings: Float64Array;
}

export interface BootstrapOptions {
  readonly count: number;
  readonly replicates: number;
  /** The method whose errors are asked for, on counts of the same shape: at least `count` components. */
  readonly decompose: (counts: Float32Array) => Parts;
  readonly rng: Rng;
}

/** Standard deviations of every entry, and how far replicates leave the result on average (the bias of the method). */
export interface BootstrapErrors {
  readonly componentStd: Float64Array;
  readonly loadingStd: Float64Array;
  readonly componentBias: Float64Array;
  readonly loadingBias: Float64Array;
  readonly replicates: number;
  /** Share of replicates in which the component was matched with a likeness below 0.5 (|cosine|): it is not stable. [count] */
  readonly lostShare: Float64Array;
}

/** A component less like than this is not the same one. */
const LIKENESS = 0.5;

/**
 * Errors of components and loadings by a parametric bootstrap: counts are drawn from the model again and again, decomposed in
 * the same way, put into the same order and sign, and their scatter taken.
 *
 * @param model  what was found; its counts below 0 are drawn as 0
 * @throws SpectrumError invalid-parameter  fewer than 2 replicates, or a method that gives fewer components
 * Valid for: counts of electrons that the model describes; structure outside it is not in these errors. The scatter of R
 * replicates is itself good to 1/√(2R). A component of noise that the model holds is drawn as if it were real: it looks stable.
 * Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), 6.5.
 * Checked: scatter over truly repeated scans (bootstrap.spec.ts).
 */
export function bootstrapErrors(model: Parts, options: BootstrapOptions): BootstrapErrors {
  const { count: k, replicates, rng } = options;
  if (!(Number.isInteger(replicates) && replicates >= 2)) {
    throw new SpectrumError('invalid-parameter', `${replicates} replicates have no scatter.`);
  }
  const means = meansOf(model, k);
  const components = new Moments(model.components);
  const loadings = new Moments(model.loadings);
  const lost = new Float64Array(k);
  for (let r = 0; r < replicates; r++) {
    const found = options.decompose(Float32Array.from(means, (mean) => rng.poisson(mean)));
    if (found.components.length < model.components.length) {
      throw new SpectrumError('invalid-parameter', `The method gives fewer than ${k} components.`);
    }
    const order = matched(model, found, k);
    components.add(aligned(found.components, order, model.components.length / k));
    loadings.add(aligned(found.loadings, order, model.loadings.length / k));
    order.forEach(({ likeness }, p) => (lost[p] += likeness < LIKENESS ? 1 / replicates : 0));
  }
  return {
    componentStd: components.std(),
    loadingStd: loadings.std(),
    componentBias: components.bias(),
    loadingBias: loadings.bias(),
    replicates,
    lostShare: lost,
  };
}

function meansOf({ components, loadings }: Parts, k: number): Float64Array {
  const [m, n] = [loadings.length / k, components.length / k];
  const means = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const weight = loadings[p * m + i];
      for (let j = 0; j < n; j++) means[i * n + j] += weight * components[p * n + j];
    }
  }
  return means.map((x) => Math.max(0, x));
}

interface Match {
  readonly from: number;
  readonly sign: 1 | -1;
  readonly likeness: number;
}

/** The best pairs first, each component once. */
function matched(model: Parts, found: Parts, k: number): Match[] {
  const n = model.components.length / k;
  const rows = found.components.length / n;
  const pairs: (Match & { readonly to: number })[] = [];
  for (let to = 0; to < k; to++) {
    for (let from = 0; from < rows; from++) {
      const c = cosine(
        model.components.subarray(to * n, (to + 1) * n),
        found.components.subarray(from * n, (from + 1) * n),
      );
      pairs.push({ to, from, sign: c < 0 ? -1 : 1, likeness: Math.abs(c) });
    }
  }
  pairs.sort((a, b) => b.likeness - a.likeness || a.to - b.to || a.from - b.from);
  const result = new Array<Match | undefined>(k).fill(undefined);
  const used = new Set<number>();
  for (const pair of pairs) {
    if (result[pair.to] !== undefined || used.has(pair.from)) continue;
    result[pair.to] = pair;
    used.add(pair.from);
  }
  return result as Match[];
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let j = 0; j < a.length; j++) {
    ab += a[j] * b[j];
    aa += a[j] * a[j];
    bb += b[j] * b[j];
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function aligned(rows: Float64Array, order: readonly Match[], length: number): Float64Array {
  const out = new Float64Array(order.length * length);
  order.forEach(({ from, sign }, to) => {
    for (let j = 0; j < length; j++) out[to * length + j] = sign * rows[from * length + j];
  });
  return out;
}

/** Mean and scatter about it, summed as differences from the model. */
class Moments {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private count = 0;

  constructor(private readonly model: Float64Array) {
    this.first = new Float64Array(model.length);
    this.second = new Float64Array(model.length);
  }

  add(values: Float64Array): void {
    this.count += 1;
    for (let i = 0; i < values.length; i++) {
      const d = values[i] - this.model[i];
      this.first[i] += d;
      this.second[i] += d * d;
    }
  }

  bias(): Float64Array {
    return this.first.map((s) => s / this.count);
  }

  std(): Float64Array {
    const n = this.count;
    return this.second.map((s, i) => Math.sqrt(Math.max(0, s - this.first[i] ** 2 / n) / (n - 1)));
  }
}
