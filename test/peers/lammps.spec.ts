import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { structureOf } from '../../src/science/crystal/build.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';
import { builtInEngine } from '../../src/science/energetics/built-in-engine.js';
import { readFuncfl } from '../../src/science/energetics/eam/funcfl.js';
import { mishinCu2001 } from '../../src/science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../src/science/energetics/eam/potential.js';
import { readEam } from '../../src/science/energetics/eam/read-eam.js';
import type { EamTables } from '../../src/science/energetics/eam/tables.js';
import { relaxBulk } from '../../src/science/energetics/relax-bulk.js';
import { writeSetfl } from '../../src/science/energetics/eam/write-setfl.js';
import { cubicCu, rattled } from '../../src/science/energetics/testing/structures.js';
import { createRng } from '../../src/science/numerics/rng.js';
import { J_PER_M2_PER_EV_PER_ANGSTROM2 } from '../../src/science/units/constants.js';
import { LAMMPS_IS_HERE, LAMMPS_POTENTIALS, runLammps } from '../support/lammps.js';

/** A shaken crystal in an oblique cell thinner than the range; the kinds alternate. */
function shaken(
  elements: readonly string[],
  a: number,
  periodic: AtomicStructure['periodic'],
): AtomicStructure {
  const rng = createRng(3);
  const positions: number[] = [];
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 3; j++) {
      for (const [x, y, z] of [
        [0, 0, 0],
        [0.5, 0.5, 0],
        [0.5, 0, 0.5],
        [0, 0.5, 0.5],
      ]) {
        for (const v of [i + x + 0.3 * z, j + y, z]) positions.push(a * v + 0.12 * rng.normal());
      }
    }
  }
  const nAtoms = positions.length / 3;
  return {
    cell: [
      [2 * a, 0, 0],
      [0, 3 * a, 0],
      [0.3 * a, 0, a],
    ],
    periodic,
    elements,
    kinds: Uint8Array.from({ length: nAtoms }, (_, i) => i % elements.length),
    positions: Float64Array.from(positions),
    nAtoms,
  };
}

const potentialText = (name: string): { name: string; text: string } => ({
  name,
  text: readFileSync(join(LAMMPS_POTENTIALS!, name), 'utf8'),
});

interface Case {
  readonly title: string;
  readonly tables: () => EamTables;
  readonly commands: readonly string[];
  readonly a: number;
  readonly files?: () => Readonly<Record<string, string>>;
}

const own: Case = {
  title: 'Mishin Cu from the closed form, written as setfl',
  tables: mishinCu2001,
  commands: ['pair_style eam/alloy', 'pair_coeff * * cu.setfl Cu'],
  a: 3.6,
  files: () => ({ 'cu.setfl': writeSetfl(mishinCu2001()) }),
};

const fromFile = (style: string, file: string, a: number, symbols: string): Case => ({
  title: `${style} of ${file}`,
  tables: () => readEam(potentialText(file)),
  commands: [`pair_style ${style}`, `pair_coeff * * ${LAMMPS_POTENTIALS}/${file} ${symbols}`],
  a,
});

const cases: readonly Case[] = [
  fromFile('eam/alloy', 'Cu_mishin1.eam.alloy', 3.6, 'Cu'),
  fromFile('eam/alloy', 'CuNi.eam.alloy', 3.5, 'Ni Cu'),
  fromFile('eam/alloy', 'Al_zhou.eam.alloy', 4.05, 'Al'),
  fromFile('eam/fs', 'Al_mm.eam.fs', 4.05, 'Al'),
  fromFile('eam/fs', 'AlFe_mm.eam.fs', 3.8, 'Al Fe'),
  {
    ...fromFile('eam', 'Cu_u3.eam', 3.6, ''),
    commands: ['pair_style eam', `pair_coeff 1 1 ${LAMMPS_POTENTIALS}/Cu_u3.eam`],
  },
  {
    title: 'eam of Cu_u3.eam and Ni_u3.eam, mixed',
    tables: () => readFuncfl([potentialText('Cu_u3.eam'), potentialText('Ni_u3.eam')]),
    commands: [
      'pair_style eam',
      ...['1 1', '2 2'].map((k, i) => `pair_coeff ${k} ${LAMMPS_POTENTIALS}/${['Cu', 'Ni'][i]}_u3.eam`),
    ],
    a: 3.55,
  },
];

async function compare({ tables, commands, a, files }: Case): Promise<void> {
  const ours = tables();
  const engine = builtInEngine(eamPotential(ours));
  const symbols = ours.elements.map(({ symbol }) => symbol);
  for (const periodic of [
    [true, true, true],
    [true, false, true],
  ] as const) {
    const structure = shaken(symbols, a, periodic);
    const here = await engine.evaluate(structure);
    const there = runLammps({ structure, commands, files: files?.() });
    // Both sum the same cubics; 1e-8 eV of some −100 eV is rounding and the order of sums.
    expect(Math.abs(here.energyEv - there.energyEv)).toBeLessThan(1e-8);
    const worst = here.forces.reduce((max, f, i) => Math.max(max, Math.abs(f - there.forces[i])), 0);
    expect(worst).toBeLessThan(1e-8);
  }
}

const withPotentials = LAMMPS_IS_HERE && LAMMPS_POTENTIALS !== null;

/** What LAMMPS (Debian's `lammps`, `lammps-data`) says of the same structures. */
describe('LAMMPS gives our energies and forces', () => {
  it.skipIf(!LAMMPS_IS_HERE)(`${own.title} (needs lmp)`, () => compare(own));

  it.skipIf(!withPotentials).each(cases)('$title (needs lmp and lammps-data)', (one) => compare(one));

  it.skipIf(!LAMMPS_IS_HERE)('and our minimum, all atoms free (needs lmp)', async () => {
    // Two vacancies at a rough surface: soft, with one minimum near.
    const slab = rattled(cubicCu(3.615, [2, 4, 2], [true, false, true]), 0.1, 8);
    const positions = slab.positions.slice(6);
    const nAtoms = positions.length / 3;
    const structure = { ...slab, nAtoms, positions, kinds: new Uint8Array(nAtoms) };
    const relaxed = await builtInEngine(eamPotential(mishinCu2001())).relax(structure, {
      fixed: null,
      forceTolerance: 1e-3,
      maxEvaluations: 1000,
      relaxNormal: false,
    });
    const run = ['min_style cg', 'minimize 0 1e-3 10000 100000'];
    const there = runLammps({ structure, commands: own.commands, files: own.files?.(), run });
    const area = structure.cell[0][0] * structure.cell[2][2];
    // 1 mJ/m², what a search calls the same minimum.
    expect((Math.abs(relaxed.energyEv - there.energyEv) / area) * J_PER_M2_PER_EV_PER_ANGSTROM2).toBeLessThan(
      1e-3,
    );
  });

  it.skipIf(!withPotentials)(
    'and no pressure in a hexagonal cell that we relaxed (needs lmp and lammps-data)',
    async () => {
      const file = 'Mg_mm.eam.fs';
      const engine = builtInEngine(eamPotential(readEam(potentialText(file))));
      const bulk = await relaxBulk(prototypeCrystal('hcp', ['Mg'], [3, 5]), engine);
      const there = runLammps({
        structure: structureOf(bulk.crystal),
        commands: ['pair_style eam/fs', `pair_coeff * * ${LAMMPS_POTENTIALS}/${file} Mg`],
      });
      expect(there.energyEv / 2).toBeCloseTo(bulk.energyPerAtomEv, 9);
      // A strain of 1e-6 times a stiffness of 60 GPa is 0.6 bar.
      for (const pressure of there.pressures) expect(Math.abs(pressure)).toBeLessThan(1);
      // As the file says.
      expect(bulk.lengthsAngstrom[0]).toBeCloseTo(3.184215, 3);
    },
  );
});
