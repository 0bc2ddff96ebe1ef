import { SearchError } from '../search-error.js';
import { type Kernel, kernelMatrix } from './kernel.js';
import { type Regressor, standardiser } from './regressor.js';

export interface SupportVectorOptions {
  readonly kernel: Kernel;
  /** Bound of a weight, and half-width of the tube without penalty, both in standard deviations of the targets. */
  readonly c: number;
  readonly epsilon: number;
}

/** Largest violation of the optimality conditions at which it stops (LIBSVM's default). */
const TOLERANCE = 1e-3;
const STEPS_PER_SAMPLE = 2000;
const SMALLEST_CURVATURE = 1e-12;

/**
 * ε-support-vector regression by sequential minimal optimisation on standardised features and targets. The dual has 2n
 * variables: the first n push a prediction up (sign +1), the others down (−1); each step solves the pair of greatest
 * second-order gain.
 *
 * @throws SearchError not-converged  after 2,000 steps a sample
 * Source: R.-E. Fan, P.-H. Chen, C.-J. Lin, J. Mach. Learn. Res. 6 (2005) 1889, working set selection 2;
 * C.-C. Chang, C.-J. Lin, LIBSVM (2011), section 2.4.
 * Checked: scikit-learn SVR (test/reference/regress.json).
 */
export function supportVectorRegression(options: SupportVectorOptions): Regressor {
  const { kernel, c, epsilon } = options;
  return {
    name: `support vectors (${kernel.name}, γ ${kernel.gamma.toPrecision(3)}, C ${c}, ε ${epsilon})`,
    fit(samples, targets) {
      const n = samples.nRows;
      const scale = standardiser(samples);
      const x = scale.apply(samples);
      const average = targets.reduce((a, b) => a + b, 0) / n;
      const spread = Math.sqrt(targets.reduce((a, b) => a + (b - average) ** 2, 0) / n) || 1;
      const y = targets.map((value) => (value - average) / spread);
      const dual = new Dual(kernelMatrix(kernel, x, x), y, options);
      dual.solve(STEPS_PER_SAMPLE * n);
      const weights = dual.weights();
      const offset = dual.offset();
      return (at) => {
        const k = kernelMatrix(kernel, scale.apply(at), x);
        const mean = new Float64Array(at.nRows);
        for (let i = 0; i < at.nRows; i++) {
          let sum = offset;
          for (let j = 0; j < n; j++) sum += k[i * n + j] * weights[j];
          mean[i] = average + spread * sum;
        }
        return { mean, std: null };
      };
    },
  };
}

class Dual {
  private readonly n: number;
  private readonly alpha: Float64Array;
  private readonly gradient: Float64Array;

  constructor(
    private readonly k: Float64Array,
    y: Float64Array,
    private readonly options: SupportVectorOptions,
  ) {
    const n = y.length;
    this.n = n;
    this.alpha = new Float64Array(2 * n);
    this.gradient = Float64Array.from({ length: 2 * n }, (_, t) =>
      t < n ? options.epsilon - y[t] : options.epsilon + y[t - n],
    );
  }

  solve(nStepsAtMost: number): void {
    for (let step = 0; step < nStepsAtMost; step++) {
      const i = this.mostViolating();
      const j = i === null ? null : this.partnerOf(i);
      if (i === null || j === null) return;
      this.improve(i, j);
    }
    throw new SearchError(
      'not-converged',
      `support-vector regression did not converge in ${nStepsAtMost} steps`,
    );
  }

  /** [n] a⁺ − a⁻ */
  weights(): Float64Array {
    return this.alpha.slice(0, this.n).map((value, i) => value - this.alpha[this.n + i]);
  }

  /** The constant: from the free variables, or the middle of what the bound ones allow. */
  offset(): number {
    let sum = 0;
    let nFree = 0;
    let lower = -Infinity;
    let upper = Infinity;
    for (let t = 0; t < 2 * this.n; t++) {
      const value = -this.sign(t) * this.gradient[t];
      const canRise = this.canRise(t);
      const canFall = this.canFall(t);
      if (canRise && canFall) {
        sum += value;
        nFree += 1;
      } else if (canRise) lower = Math.max(lower, value);
      else upper = Math.min(upper, value);
    }
    return nFree > 0 ? sum / nFree : (lower + upper) / 2;
  }

  private readonly sign = (t: number): 1 | -1 => (t < this.n ? 1 : -1);
  /** True when sign·alpha can grow, or shrink, within [0, C]. */
  private readonly canRise = (t: number): boolean =>
    t < this.n ? this.alpha[t] < this.options.c : this.alpha[t] > 0;
  private readonly canFall = (t: number): boolean =>
    t < this.n ? this.alpha[t] > 0 : this.alpha[t] < this.options.c;
  private readonly kernelAt = (s: number, t: number): number => this.k[(s % this.n) * this.n + (t % this.n)];

  private mostViolating(): number | null {
    let best: number | null = null;
    let greatest = -Infinity;
    for (let t = 0; t < 2 * this.n; t++) {
      const value = -this.sign(t) * this.gradient[t];
      if (!this.canRise(t) || value <= greatest) continue;
      greatest = value;
      best = t;
    }
    return best;
  }

  private partnerOf(i: number): number | null {
    const top = -this.sign(i) * this.gradient[i];
    let best: number | null = null;
    let greatest = 0;
    let lowest = Infinity;
    for (let t = 0; t < 2 * this.n; t++) {
      if (!this.canFall(t)) continue;
      const value = -this.sign(t) * this.gradient[t];
      lowest = Math.min(lowest, value);
      const gap = top - value;
      if (gap <= 0) continue;
      const gain = (gap * gap) / this.curvature(i, t);
      if (gain <= greatest) continue;
      greatest = gain;
      best = t;
    }
    return top - lowest < TOLERANCE ? null : best;
  }

  private curvature(s: number, t: number): number {
    return Math.max(this.kernelAt(s, s) + this.kernelAt(t, t) - 2 * this.kernelAt(s, t), SMALLEST_CURVATURE);
  }

  /** Moves sign·alpha of i up and of j down by the same step, as far as it helps and the bounds allow. */
  private improve(i: number, j: number): void {
    const { c } = this.options;
    const [si, sj] = [this.sign(i), this.sign(j)];
    const roomI = si > 0 ? c - this.alpha[i] : this.alpha[i];
    const roomJ = sj > 0 ? this.alpha[j] : c - this.alpha[j];
    const wanted = (-si * this.gradient[i] + sj * this.gradient[j]) / this.curvature(i, j);
    const step = Math.min(wanted, roomI, roomJ);
    this.alpha[i] = step === roomI ? (si > 0 ? c : 0) : this.alpha[i] + si * step;
    this.alpha[j] = step === roomJ ? (sj > 0 ? 0 : c) : this.alpha[j] - sj * step;
    for (let t = 0; t < 2 * this.n; t++)
      this.gradient[t] += this.sign(t) * step * (this.kernelAt(t, i) - this.kernelAt(t, j));
  }
}
