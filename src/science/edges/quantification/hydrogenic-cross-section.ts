import { ELEMENT_SYMBOLS } from '../../units/element-symbols.js';
import { EdgeError } from '../edge-error.js';
import { EDGE_TABLE } from '../edge-table.js';
import { BOHR_SQUARED_BARN, kShellStrength, lShellStrength, RYDBERG_EV } from './hydrogenic-strength.js';
import { evenBreaks, integratePanels } from './panels.js';
import { angleOf, collectedShare, q2At, scattering } from './scattering-kinematics.js';

/** An edge as `findEdges` gives it: onset on the calibrated axis, eV. */
export interface IonisationEdge {
  readonly id: string;
  readonly element: string;
  readonly shell: string;
  readonly onsetEv: number;
}

/** Known conditions; angles are semi-angles, mrad; convergence 0 is a parallel beam. */
export interface ProbeConditions {
  readonly beamEnergyKev: number;
  readonly collectionMrad: number;
  readonly convergenceMrad: number;
}

/**
 * How L strengths are brought to measured photoabsorption, by atomic number from 13: strength × (energy above L3 /
 * 1.8 Z²)^u. From Ar to Ni the first 20 eV are left as they are.
 */
const L_EXPONENTS = [
  0.52, 0.42, 0.3, 0.29, 0.22, 0.3, 0.22, 0.16, 0.12, 0.13, 0.13, 0.14, 0.16, 0.18, 0.19, 0.22, 0.14, 0.11,
  0.12, 0.12, 0.12, 0.1, 0.1, 0.1,
];
const L_FIRST_Z = 13;
const UNCORRECTED_Z: readonly [number, number] = [18, 28];
const UNCORRECTED_EV = 20;

/** A panel of integration over ln q² spans no more than this; the Bethe ridge is wider. */
const LOG_Q2_PANEL = 1.5;
/** Distances above the onset at which panels over energy break: the strength changes fastest right behind it. */
const ENERGY_BREAKS_EV = [0.3, 1.5, 6, 12, 20, 35, 60, 100, 160, 250, 400, 650, 1000, 1600, 2500, 4000, 8000];

/** df/dE, 1/eV, at a loss (eV) and (q·a0)². */
type Strength = (lossEv: number, q2: number) => number;

function strengthOf(edge: IonisationEdge): { strength: Strength; kinksEv: readonly number[] } {
  const z = ELEMENT_SYMBOLS.indexOf(edge.element) + 1;
  if (edge.shell === 'K' && z > 1) {
    return { strength: (lossEv, q2) => kShellStrength(z, lossEv, q2), kinksEv: [] };
  }
  const exponent = L_EXPONENTS[z - L_FIRST_Z];
  if (edge.shell !== 'L3' || exponent === undefined) {
    throw new EdgeError(
      'no-cross-section',
      `The hydrogenic model has no ${edge.id}: it knows K edges and L3 (with L2) of Al to Kr. Give a cross-section in a table.`,
      { edge: edge.id },
    );
  }
  const l1Ev = EDGE_TABLE.find((other) => other.id === `${edge.element}_L1`)!.onsetEv;
  const isLeft = z >= UNCORRECTED_Z[0] && z <= UNCORRECTED_Z[1];
  const strength: Strength = (lossEv, q2) => {
    const above = lossEv - edge.onsetEv;
    const bare = lShellStrength(z, lossEv, q2, l1Ev);
    return isLeft && above <= UNCORRECTED_EV ? bare : bare * ((above + 0.1) / (1.8 * z * z)) ** exponent;
  };
  return { strength, kinksEv: [l1Ev] };
}

/** dσ/dE, barn/eV per incident electron, of what the aperture collects. */
function differential(strength: Strength, conditions: ProbeConditions, lossEv: number): number {
  const event = scattering(conditions.beamEnergyKev, lossEv);
  const [convergence, collection] = [conditions.convergenceMrad / 1000, conditions.collectionMrad / 1000];
  const logQ2 = (angle: number): number => Math.log(q2At(event, Math.min(Math.PI, angle)));
  const flatEnd = logQ2(Math.abs(collection - convergence));
  const breaks = [
    ...evenBreaks(Math.log(event.leastQ2), flatEnd, LOG_Q2_PANEL),
    ...evenBreaks(flatEnd, logQ2(collection + convergence), LOG_Q2_PANEL / 4),
  ];
  const integral = integratePanels((x) => {
    const q2 = Math.exp(x);
    const share = collectedShare(angleOf(event, q2), convergence, collection);
    return share === 0 ? 0 : share * strength(lossEv, q2);
  }, breaks);
  const factor = 4 * Math.PI * BOHR_SQUARED_BARN * (RYDBERG_EV / event.halfMassVelocityEv);
  return factor * (RYDBERG_EV / lossEv) * integral;
}

/**
 * Partial ionisation cross-section in the hydrogenic model, barn: the chance that an incident electron loses an energy in
 * the window to the edge and is collected.
 *
 * Integrated over momentum transfer with relativistic kinematics, over the aperture with the share that it lets pass of
 * a convergent beam, over energy from the onset. K: screening 0.5. L: L3 and L2 together from the L3 onset, L1 added
 * above its own; corrected to photoabsorption (exponents by Egerton), white lines only roughly in it.
 *
 * @param windowEv  [lo, hi), eV, on the axis of the onset; what lies below the onset adds nothing
 * @throws EdgeError no-cross-section  M and N edges, L outside Al–Kr, L1, L2
 * Valid for: thin specimens, scattering angles unaffected by channelling; to about 10 % (K), 15 % (L): see
 *   `crossSectionOf`.
 * Source: R. F. Egerton, EELS in the Electron Microscope (2011), sections 3.6, 3.7, appendix B.5–6; Proc. EMSA 39 (1981) 198.
 * Checked: Egerton's programs, Rutherford limit, monotone in angle and window (hydrogenic-cross-section.spec.ts).
 */
export function hydrogenicCrossSection(
  edge: IonisationEdge,
  conditions: ProbeConditions,
  windowEv: readonly [number, number],
): number {
  const { strength, kinksEv } = strengthOf(edge);
  const from = Math.max(edge.onsetEv, windowEv[0]);
  const to = Math.min(windowEv[1], 999 * conditions.beamEnergyKev);
  const inner = [...ENERGY_BREAKS_EV.map((above) => edge.onsetEv + above), ...kinksEv];
  const breaks = [from, ...inner.filter((e) => e > from && e < to), to].sort((a, b) => a - b);
  return integratePanels((lossEv) => differential(strength, conditions, lossEv), breaks);
}
