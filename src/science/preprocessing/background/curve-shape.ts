/** A family of curves: counts per channel against energy, by a few parameters. */
export interface CurveShape {
  readonly parameterNames: readonly string[];
  /** The family at given energies, eV. */
  at(energiesEv: ArrayLike<number>): PreparedShape;
}

/** A family of curves at n energies. */
export interface PreparedShape {
  readonly n: number;
  /** Writes the curve into `out` [n]. */
  values(parameters: ArrayLike<number>, out: Float64Array): void;
  /** Writes the derivatives by each parameter into `out` [n × nParameters]. */
  gradients(parameters: ArrayLike<number>, out: Float64Array): void;
}

/** One basis function of a curve. */
export interface BasisFunction {
  readonly name: string;
  readonly at: (energyEv: number) => number;
}

const table = (basis: readonly BasisFunction[], energiesEv: ArrayLike<number>): Float64Array => {
  const n = energiesEv.length;
  return Float64Array.from({ length: basis.length * n }, (_, k) =>
    basis[k % basis.length].at(energiesEv[Math.floor(k / basis.length)]),
  );
};

/**
 * Σ over terms of exp(Σ_j p_j·φ_j(E)): one term is a power law (φ = 1, −ln E), an exponential (1, −E), a power law with
 * curvature (1, −ln E, ln² E) or a constant (1); two terms are a double power law. Terms take their parameters in turn.
 */
export function exponentialShape(terms: readonly (readonly BasisFunction[])[]): CurveShape {
  return {
    parameterNames: terms.flatMap((term) => term.map((f) => f.name)),
    at: (energiesEv) => {
      const n = energiesEv.length;
      const tables = terms.map((term) => ({ size: term.length, phi: table(term, energiesEv) }));
      const nParameters = terms.reduce((total, term) => total + term.length, 0);
      const visit = (
        p: ArrayLike<number>,
        use: (i: number, value: number, from: number, phi: Float64Array) => void,
      ): void => {
        let from = 0;
        for (const { size, phi } of tables) {
          for (let i = 0; i < n; i++) {
            let log = 0;
            for (let j = 0; j < size; j++) log += p[from + j] * phi[i * size + j];
            use(i, Math.exp(log), from, phi);
          }
          from += size;
        }
      };
      return {
        n,
        values: (p, out) => {
          out.fill(0);
          visit(p, (i, value) => (out[i] += value));
        },
        gradients: (p, out) => {
          visit(p, (i, value, from, phi) => {
            const size = phi.length / n;
            for (let j = 0; j < size; j++) out[i * nParameters + from + j] = value * phi[i * size + j];
          });
        },
      };
    },
  };
}

/** Σ_j p_j·φ_j(E). */
export function linearShape(basis: readonly BasisFunction[]): CurveShape {
  return {
    parameterNames: basis.map((f) => f.name),
    at: (energiesEv) => {
      const phi = table(basis, energiesEv);
      const size = basis.length;
      return {
        n: energiesEv.length,
        values: (p, out) => {
          for (let i = 0; i < out.length; i++) {
            out[i] = 0;
            for (let j = 0; j < size; j++) out[i] += p[j] * phi[i * size + j];
          }
        },
        gradients: (_, out) => out.set(phi),
      };
    },
  };
}
