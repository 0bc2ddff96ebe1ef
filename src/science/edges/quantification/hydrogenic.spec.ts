import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hydrogenicCrossSection,
  type IonisationEdge,
  type ProbeConditions,
} from './hydrogenic-cross-section.js';
import {
  BOHR_SQUARED_BARN,
  kShellStrength,
  lShellStrength,
  RYDBERG_EV,
  strengthOf1s,
  strengthOf2p,
  strengthOfL,
} from './hydrogenic-strength.js';
import { evenBreaks, integratePanels } from './panels.js';
import { collectedShare, q2At, scattering } from './scattering-kinematics.js';

interface Reference {
  readonly strengths: { shell: '1s' | '2s' | '2p'; k2: number; q2: number; perRydberg: number }[];
  readonly programs: {
    shell: string;
    z: number;
    onsetEv: number;
    deltaEv: number;
    beamEnergyKev: number;
    collectionMrad: number;
    barn: number;
  }[];
  readonly convergence: {
    convergenceMrad: number;
    collectionMrad: number;
    lossEv: number;
    beamEnergyKev: number;
    f1: number;
  }[];
}
const file = new URL('../../../../test/reference/hydrogenic.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

const SYMBOL: Readonly<Record<number, string>> = {
  5: 'B', 6: 'C', 7: 'N', 8: 'O', 12: 'Mg', 13: 'Al', 14: 'Si', 20: 'Ca', 22: 'Ti', 25: 'Mn', 26: 'Fe', 28: 'Ni', 29: 'Cu', 32: 'Ge',
}; // prettier-ignore
const edgeOf = (z: number, shell: string, onsetEv: number): IonisationEdge => ({
  id: `${SYMBOL[z]}_${shell}`,
  element: SYMBOL[z],
  shell,
  onsetEv,
});
const OXYGEN = edgeOf(8, 'K', 532);
const IRON = edgeOf(26, 'L3', 708);
const at = (beamEnergyKev: number, collectionMrad: number, convergenceMrad = 0): ProbeConditions => ({
  beamEnergyKev,
  collectionMrad,
  convergenceMrad,
});

describe('oscillator strengths of hydrogen-like shells', () => {
  const ours = {
    '1s': strengthOf1s,
    '2p': strengthOf2p,
    '2s': (e: number, q: number): number => strengthOfL(e, q) - strengthOf2p(e, q),
  };
  // Quadrature at q² = 1e-3 loses three digits to cancellation in s → s waves; elsewhere 1e-6.
  it.each(reference.strengths)('$shell at k² = $k2, q² = $q2 are those of Coulomb waves', (row) => {
    const e = row.k2 + (row.shell === '1s' ? 1 : 0.25);
    expect(Math.abs(ours[row.shell](e, row.q2) / row.perRydberg - 1)).toBeLessThan(
      row.q2 < 0.01 ? 3e-5 : 3e-6,
    );
  });

  const sum = (f: (e: number) => number, from: number): number =>
    integratePanels((x) => f(Math.exp(x)) * Math.exp(x), evenBreaks(Math.log(from), Math.log(1e5), 0.1));

  // H. A. Bethe & E. E. Salpeter, Quantum Mechanics of One- and Two-Electron Atoms, table 13.
  it('sum to the continuum strength of hydrogen: 0.4350 an electron for 1s', () => {
    expect(Math.abs(sum((e) => strengthOf1s(e, 1e-8), 1) / 2 - 0.435)).toBeLessThan(2e-4);
  });

  it('sum to the number of electrons at large momentum transfer (Bethe)', () => {
    for (const q of [30, 100]) {
      expect(Math.abs(sum((e) => strengthOf1s(e, q), 1) / 2 - 1)).toBeLessThan(1e-3);
      expect(Math.abs(sum((e) => strengthOf2p(e, q), 0.25) / 6 - 1)).toBeLessThan(1e-3);
      expect(Math.abs(sum((e) => strengthOfL(e, q), 0.25) / 8 - 1)).toBeLessThan(1e-3);
    }
  });

  it('give the photoionisation of hydrogen at threshold, 6.30 Mb', () => {
    // σ = 4π²·α·a0²·(df/dE in 1/Ry), Mb.
    const megabarn =
      (4 * Math.PI ** 2 * (1 / 137.035999) * BOHR_SQUARED_BARN * strengthOf1s(1, 1e-9)) / 2 / 1e6;
    expect(Math.abs(megabarn - 6.304)).toBeLessThan(0.01);
  });

  it('of a K shell whose edge lies below the ideal one sum to less than 2, more than the 0.87 of hydrogen', () => {
    for (const [z, onsetEv] of [
      [6, 284],
      [8, 532],
      [12, 1305],
    ]) {
      const total = integratePanels(
        (x) => kShellStrength(z, Math.exp(x), 1e-6) * Math.exp(x),
        evenBreaks(Math.log(onsetEv), Math.log(1e6), 0.1),
      );
      expect(total).toBeGreaterThan(1.4);
      expect(total).toBeLessThan(2);
    }
  });

  it('go smoothly through the ideal threshold', () => {
    const ideal = RYDBERG_EV * 7.5 ** 2;
    expect(
      kShellStrength(8, ideal * (1 - 1e-6), 0.1) / kShellStrength(8, ideal * (1 + 1e-6), 0.1),
    ).toBeCloseTo(1, 4);
    const idealL = (RYDBERG_EV * 21.85 ** 2) / 4;
    expect(
      lShellStrength(26, idealL * (1 - 1e-6), 0.1, 1e9) / lShellStrength(26, idealL * (1 + 1e-6), 0.1, 1e9),
    ).toBeCloseTo(1, 4);
  });
});

describe('kinematics and aperture', () => {
  it('agree with the expansion of the least momentum transfer', () => {
    for (const [kev, lossEv] of [
      [60, 284],
      [200, 532],
      [300, 1839],
    ]) {
      const { halfMassVelocityEv: t, leastQ2 } = scattering(kev, lossEv);
      const gamma = 1 + kev / 510.99895;
      const expansion =
        lossEv ** 2 / (4 * RYDBERG_EV * t) + lossEv ** 3 / (8 * gamma ** 3 * RYDBERG_EV * t ** 2);
      expect(Math.abs(leastQ2 / expansion - 1)).toBeLessThan(1e-3);
    }
  });

  // The dipole part alone: θ-distribution 1/(θ² + θE²) up to where the closed formula has it, too.
  it.each(reference.convergence)(
    'share of a convergent beam is that of Scheinfein & Isaacson: $f1',
    (row) => {
      const event = scattering(row.beamEnergyKev, 2 * row.lossEv);
      const [a, b] = [row.convergenceMrad / 1000, row.collectionMrad / 1000];
      const dipole = (convergence: number): number =>
        integratePanels(
          (x) => {
            const q2 = Math.exp(x);
            const angle =
              2 * Math.asin(Math.sqrt(Math.max(0, (q2 - event.leastQ2) / (4 * event.momentumProduct))));
            return collectedShare(angle, convergence, b);
          },
          [
            ...evenBreaks(Math.log(event.leastQ2), Math.log(q2At(event, Math.abs(b - convergence))), 0.5),
            ...evenBreaks(
              Math.log(q2At(event, Math.abs(b - convergence))),
              Math.log(q2At(event, b + convergence)),
              0.05,
            ),
          ],
        );
      // The program's characteristic angle is E/(γ·m·v²/2), twice the usual: twice the loss here.
      expect(Math.abs(dipole(a) / dipole(0) / row.f1 - 1)).toBeLessThan(0.005);
    },
  );
});

describe('hydrogenicCrossSection', () => {
  // The programs take a0² and R to four digits, and L1 edges up to 4 eV elsewhere.
  it.each(reference.programs)(
    '$shell of Z = $z, $beamEnergyKev keV, $collectionMrad mrad, $deltaEv eV: $barn barn',
    (row) => {
      const edge = edgeOf(row.z, row.shell, row.onsetEv);
      const ours = hydrogenicCrossSection(edge, at(row.beamEnergyKev, row.collectionMrad), [
        row.onsetEv,
        row.onsetEv + row.deltaEv,
      ]);
      expect(Math.abs(ours / row.barn - 1)).toBeLessThan(row.shell === 'K' ? 0.002 : 0.006);
    },
  );

  it('far above the edge is Rutherford scattering of free electrons', () => {
    // dσ/dE = 4π·a0²·R²·n/(T·E²) for n electrons at rest, when every angle is collected.
    const edge = edgeOf(6, 'K', 284);
    for (const lossEv of [8000, 16000]) {
      const { halfMassVelocityEv: t } = scattering(200, lossEv);
      const rutherford = (4 * Math.PI * BOHR_SQUARED_BARN * RYDBERG_EV ** 2 * 2) / (t * lossEv ** 2);
      const ours = hydrogenicCrossSection(edge, at(200, 3000), [lossEv - 5, lossEv + 5]) / 10;
      // Binding raises it by about (4/3)·(mean kinetic energy of the shell)/E: 4 % at 8 keV.
      expect(ours / rutherford).toBeGreaterThan(0.99);
      expect(ours / rutherford).toBeLessThan(1 + 800 / lossEv);
    }
  });

  it('grows with angle and window, is additive over windows, falls with convergence', () => {
    const angle = fc.double({ min: 1, max: 60, noNaN: true });
    const width = fc.double({ min: 5, max: 150, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(OXYGEN, IRON),
        angle,
        width,
        fc.double({ min: 60, max: 300, noNaN: true }),
        (edge, mrad, w, kev) => {
          const sigma = (collection: number, to: number, convergence = 0): number =>
            hydrogenicCrossSection(edge, at(kev, collection, convergence), [edge.onsetEv, edge.onsetEv + to]);
          expect(sigma(1.1 * mrad, w)).toBeGreaterThan(sigma(mrad, w));
          expect(sigma(mrad, 1.1 * w)).toBeGreaterThan(sigma(mrad, w));
          expect(sigma(mrad, w, mrad / 2)).toBeLessThan(sigma(mrad, w));
          expect(sigma(mrad, w, 2 * mrad)).toBeLessThan(sigma(mrad, w, mrad / 2));
          const rest = hydrogenicCrossSection(edge, at(kev, mrad), [edge.onsetEv + w, edge.onsetEv + 2 * w]);
          expect(Math.abs((sigma(mrad, w) + rest) / sigma(mrad, 2 * w) - 1)).toBeLessThan(1e-3);
        },
      ),
      { seed: 5, numRuns: 20 },
    );
  });

  it('does not invent what the model does not know', () => {
    const la = { id: 'La_M5', element: 'La', shell: 'M5', onsetEv: 832 };
    expect(() => hydrogenicCrossSection(la, at(200, 20), [832, 880])).toThrow(/La_M5/);
    expect(() =>
      hydrogenicCrossSection({ ...la, id: 'Mo_L3', element: 'Mo', shell: 'L3' }, at(200, 20), [0, 1]),
    ).toThrow(/table/);
  });

  it('integrates polynomials of degree 19 exactly', () => {
    expect(integratePanels((x) => 20 * x ** 19, [0, 0.3, 2]) / 2 ** 20).toBeCloseTo(1, 12);
  });
});
