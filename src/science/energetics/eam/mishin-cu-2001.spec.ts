import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { builtInEngine } from '../built-in-engine.js';
import { cubicCu } from '../testing/structures.js';
import {
  mishinCu2001,
  mishinCuDensity,
  mishinCuEmbedding,
  mishinCuPair,
  MISHIN_CU_2001_PARAMETERS,
  MISHIN_CU_2001_SHA256,
} from './mishin-cu-2001.js';
import { eamPotential } from './potential.js';

const engine = builtInEngine(eamPotential(mishinCu2001()));

describe('Mishin 2001 Cu', () => {
  // Points of a setfl file of the potential; its text has 15 digits.
  it('goes through the points of the tabulated file', () => {
    expect(mishinCuPair(1.9996000399960003)).toBeCloseTo(0.8432002917860401, 13);
    expect(mishinCuDensity(1.9996000399960003)).toBeCloseTo(0.17719608066048131, 14);
    expect(mishinCuPair(2.5395460453954604)).toBeCloseTo(-0.1691415755090421, 14);
    expect(mishinCuEmbedding(0.4098766373348394)).toBeCloseTo(-1.8904416822301382, 14);
    expect(mishinCuEmbedding(1.2296299120045182)).toBeCloseTo(-2.252792262575539, 14);
  });

  it('is told by the SHA-256 of its parameters', () => {
    const json = JSON.stringify(MISHIN_CU_2001_PARAMETERS);
    expect(createHash('sha256').update(json).digest('hex')).toBe(MISHIN_CU_2001_SHA256);
  });

  it.each([3.2, 3.615, 4.3])('gives the energy of the closed form for fcc, a = %d Å', async (a) => {
    let pairs = 0;
    let density = 0;
    for (let h = -6; h <= 6; h++) {
      for (let k = -6; k <= 6; k++) {
        for (let l = -6; l <= 6; l++) {
          if ((h + k + l) % 2 !== 0 || (h === 0 && k === 0 && l === 0)) continue;
          const r = (a / 2) * Math.hypot(h, k, l);
          pairs += 0.5 * mishinCuPair(r);
          density += mishinCuDensity(r);
        }
      }
    }
    const { energyEv } = await engine.evaluate(cubicCu(a));
    // 1e-10 eV per atom: what the tables are made for.
    expect(Math.abs(energyEv / 4 - (pairs + mishinCuEmbedding(density)))).toBeLessThan(1e-10);
  });

  it('has the cohesive energy of the reference at its lattice parameter', async () => {
    const { energyEv } = await engine.evaluate(cubicCu(3.61493));
    expect(energyEv / 4).toBeCloseTo(-3.54022, 5);
  });
});
