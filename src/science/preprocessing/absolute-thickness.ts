import type { Acquisition } from '../spectra/spectrum-image.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import type { RelativeThickness } from './thickness.js';

/** Mean free path of inelastic scattering. */
export interface MeanFreePath {
  readonly valueNm: number;
  /** null = not known. */
  readonly stdNm: number | null;
  readonly method: string;
}

export interface MeanFreePathInputs {
  readonly densityGPerCm3: number | null;
  readonly beamEnergyKev: number | null;
  readonly convergenceSemiAngleMrad: number | null;
  readonly collectionSemiAngleMrad: number | null;
}

/** Angle beyond which inelastic scattering is negligible, mrad (Iakoubovskii et al.: cut-off of their formula). */
const CUT_OFF_MRAD = 20;
const REST_ENERGY_KEV = 511;

/**
 * Mean free path after Iakoubovskii et al., from density, beam energy and the two semi-angles:
 * 1/λ = 11·ρ^0.3/(200·F·E0) · ln[ (α²+β²+2θE²+|α²−β²|)/(α²+β²+2θC²+|α²−β²|) · θC²/θE² ],
 * F = (1+E0/1022)/(1+E0/511)², θE = 5.5·ρ^0.3/(F·E0), θC = 20 mrad; E0 in keV, ρ in g/cm³, λ in nm.
 *
 * @throws SpectrumError invalid-parameter  `details.missing` says which of the four are not known (0 is not known either:
 *   files write it for unset); or one is below 0 or not a number
 * Valid for: 100–300 keV, solids. Its authors state about 10 %; no std is claimed for a material (`stdNm` null).
 * Source: K. Iakoubovskii, K. Mitsuishi, Y. Nakayama, K. Furuya, Microsc. Res. Tech. 71 (2008) 626, eq. 9.
 * Checked: absolute-thickness.spec.ts: eXSpy's expected values (142 nm), values computed from the formula.
 */
export function meanFreePath(inputs: MeanFreePathInputs): MeanFreePath {
  const [density, beamKev, alpha, beta] = requireAll(inputs);
  const { thetaE, prefactor } = characteristic(density, beamKev);
  const inverse = prefactor * Math.log(angleRatio(alpha, beta, thetaE));
  return {
    valueNm: 1 / inverse,
    stdNm: null,
    method: `Iakoubovskii 2008, ρ ${density} g/cm³, ${beamKev} keV, α ${alpha} mrad, β ${beta} mrad`,
  };
}

/**
 * The same for a collection so wide (and a beam so parallel) that every angle is admitted: 1/λ = … · ln(θC²/θE²).
 *
 * @throws SpectrumError invalid-parameter  as `meanFreePath`
 */
export function totalMeanFreePath(
  inputs: Pick<MeanFreePathInputs, 'densityGPerCm3' | 'beamEnergyKev'>,
): MeanFreePath {
  const [density, beamKev] = requireAll(inputs);
  const { thetaE, prefactor } = characteristic(density, beamKev);
  const valueNm = 1 / (prefactor * Math.log((CUT_OFF_MRAD / thetaE) ** 2));
  return {
    valueNm,
    stdNm: null,
    method: `Iakoubovskii 2008, all angles, ρ ${density} g/cm³, ${beamKev} keV`,
  };
}

/**
 * λ(α, β) over λ of all angles: what a tabulated total mean free path is multiplied by.
 *
 * @throws SpectrumError invalid-parameter  as `meanFreePath`
 */
export function angularCorrection(inputs: MeanFreePathInputs): number {
  const [density, beamKev, alpha, beta] = requireAll(inputs);
  const { thetaE } = characteristic(density, beamKev);
  return Math.log((CUT_OFF_MRAD / thetaE) ** 2) / Math.log(angleRatio(alpha, beta, thetaE));
}

/** What the acquisition of a scan knows, with a density. */
export const meanFreePathInputs = (
  acquisition: Acquisition,
  densityGPerCm3: number | null,
): MeanFreePathInputs => ({
  densityGPerCm3,
  beamEnergyKev: acquisition.beamEnergyKev,
  convergenceSemiAngleMrad: acquisition.convergenceSemiAngleMrad,
  collectionSemiAngleMrad: acquisition.collectionSemiAngleMrad,
});

/** Thickness of each pixel, nm; [nPixels], NaN where t/λ is. */
export interface AbsoluteThickness {
  readonly valuesNm: Float64Array;
  /** From t/λ alone: it compares pixels. */
  readonly stdNm: Float64Array;
  /** Relative std of λ, common to all pixels; null = not known. */
  readonly commonRelativeStd: number | null;
  readonly meanFreePath: MeanFreePath;
}

/**
 * t = (t/λ)·λ.
 *
 * The error of λ is common to all pixels (of one material) and kept apart from the error that compares them.
 *
 * @throws SpectrumError invalid-parameter  a mean free path that is not above 0
 * Checked: eXSpy's thickness from density and from a given mean free path.
 */
export function absoluteThickness(relative: RelativeThickness, path: MeanFreePath): AbsoluteThickness {
  if (!(path.valueNm > 0 && Number.isFinite(path.valueNm))) {
    throw new SpectrumError('invalid-parameter', `A mean free path must be above 0 nm, not ${path.valueNm}.`);
  }
  return {
    valuesNm: relative.values.map((value) => value * path.valueNm),
    stdNm: relative.std.map((value) => value * path.valueNm),
    commonRelativeStd: path.stdNm === null ? null : path.stdNm / path.valueNm,
    meanFreePath: path,
  };
}

function characteristic(density: number, beamKev: number): { thetaE: number; prefactor: number } {
  const relativistic = (1 + beamKev / (2 * REST_ENERGY_KEV)) / (1 + beamKev / REST_ENERGY_KEV) ** 2;
  const scaled = relativistic * beamKev;
  const power = density ** 0.3;
  return { thetaE: (5.5 * power) / scaled, prefactor: (11 * power) / (200 * scaled) };
}

function angleRatio(alpha: number, beta: number, thetaE: number): number {
  const sum = alpha ** 2 + beta ** 2 + Math.abs(alpha ** 2 - beta ** 2);
  return ((sum + 2 * thetaE ** 2) / (sum + 2 * CUT_OFF_MRAD ** 2)) * (CUT_OFF_MRAD / thetaE) ** 2;
}

const NAMES: Record<keyof MeanFreePathInputs, string> = {
  densityGPerCm3: 'density (g/cm³)',
  beamEnergyKev: 'beam energy (keV)',
  convergenceSemiAngleMrad: 'convergence semi-angle (mrad)',
  collectionSemiAngleMrad: 'collection semi-angle (mrad)',
};

/** The values in the order of `NAMES`; what is missing is named. */
function requireAll(inputs: Partial<MeanFreePathInputs>): number[] {
  const keys = (Object.keys(NAMES) as (keyof MeanFreePathInputs)[]).filter((key) => key in inputs);
  const isMissing = (key: keyof MeanFreePathInputs): boolean => {
    // A parallel beam has a convergence of 0; nothing else can be 0.
    const value = inputs[key];
    return value === null || value === undefined || (value === 0 && key !== 'convergenceSemiAngleMrad');
  };
  const missing = keys.filter(isMissing);
  if (missing.length > 0) {
    throw new SpectrumError(
      'invalid-parameter',
      `The mean free path needs the ${missing.map((key) => NAMES[key]).join(', ')}: not known for this scan. Give ${missing.length === 1 ? 'it' : 'them'}, or a mean free path.`,
      { missing },
    );
  }
  return keys.map((key) => {
    const value = inputs[key]!;
    if (value >= 0 && Number.isFinite(value)) return value;
    throw new SpectrumError('invalid-parameter', `The ${NAMES[key]} cannot be ${value}.`);
  });
}
