import { RYDBERG_EV } from './hydrogenic-strength.js';

/** Rest energy of the electron, eV. */
const ELECTRON_REST_EV = 510998.95;

/** A fast electron that loses energy; momenta in units of 1/a0, angles in rad. */
export interface Scattering {
  /** m₀v²/2, eV: what cross-sections have in place of the kinetic energy. */
  readonly halfMassVelocityEv: number;
  /** (q·a0)² at scattering angle 0. */
  readonly leastQ2: number;
  /** k₀·k₁·a0²: (q·a0)² = leastQ2 + 4·momentumProduct·sin²(θ/2). */
  readonly momentumProduct: number;
}

/** (k·a0)² of an electron of kinetic energy `kineticEv`, relativistic. */
const waveNumberSquared = (kineticEv: number): number =>
  (kineticEv * (kineticEv + 2 * ELECTRON_REST_EV)) / (2 * ELECTRON_REST_EV * RYDBERG_EV);

/**
 * Exact relativistic kinematics of one inelastic event.
 *
 * Source: R. F. Egerton, EELS in the Electron Microscope (2011), section 3.6 (his eq. 3.152 is the expansion of leastQ2).
 * Checked: that expansion; free electrons scatter as Rutherford says (hydrogenic-cross-section.spec.ts).
 */
export function scattering(beamEnergyKev: number, lossEv: number): Scattering {
  const kineticEv = 1000 * beamEnergyKev;
  const gamma = 1 + kineticEv / ELECTRON_REST_EV;
  const before = waveNumberSquared(kineticEv);
  const after = waveNumberSquared(kineticEv - lossEv);
  // (k₀ − k₁)², without taking the difference of two nearly equal numbers.
  const difference =
    (lossEv * (2 * kineticEv - lossEv + 2 * ELECTRON_REST_EV)) / (2 * ELECTRON_REST_EV * RYDBERG_EV);
  return {
    halfMassVelocityEv: (ELECTRON_REST_EV / 2) * (1 - 1 / gamma ** 2),
    leastQ2: (difference / (Math.sqrt(before) + Math.sqrt(after))) ** 2,
    momentumProduct: Math.sqrt(before * after),
  };
}

/** (q·a0)² at a scattering angle, rad. */
export const q2At = ({ leastQ2, momentumProduct }: Scattering, angle: number): number =>
  leastQ2 + 4 * momentumProduct * Math.sin(angle / 2) ** 2;

/** Scattering angle, rad, of (q·a0)². */
export const angleOf = ({ leastQ2, momentumProduct }: Scattering, q2: number): number =>
  2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, (q2 - leastQ2) / (4 * momentumProduct)))));

/**
 * Share of electrons scattered by `angle` that a round aperture of semi-angle `collection` lets pass, when they come
 * from a cone filled evenly up to `convergence` (all in rad, axes aligned): overlap of two discs over the first's area.
 *
 * Valid for: incoherent addition over the cone, small angles.
 * Source: plane geometry. Checked: against the closed dipole formula of M. Scheinfein & M. Isaacson, SEM/1984, 1681.
 */
export function collectedShare(angle: number, convergence: number, collection: number): number {
  if (convergence === 0) return angle <= collection ? 1 : 0;
  if (angle >= convergence + collection) return 0;
  const smaller = Math.min(convergence, collection);
  if (angle <= Math.abs(convergence - collection)) return (smaller / convergence) ** 2;
  const [d, a, b] = [angle, convergence, collection];
  const clamp = (x: number): number => Math.max(-1, Math.min(1, x));
  const atA = Math.acos(clamp((d * d + a * a - b * b) / (2 * d * a)));
  const atB = Math.acos(clamp((d * d + b * b - a * a) / (2 * d * b)));
  const kite = Math.sqrt(Math.max(0, (a + b - d) * (d + a - b) * (d - a + b) * (a + b + d))) / 2;
  return (a * a * atA + b * b * atB - kite) / (Math.PI * a * a);
}
