/**
 * Writes the tables from which screening learns and by which it is judged, into test/golden/grain-boundaries:
 *
 *   npm run build && node test/perf/make-screening-tables.mjs [OUT]        (about 5 minutes on one core)
 *
 * Boundaries of the virtual-screening paper: [001] symmetric tilt of copper, Mishin 2001. Candidates: shifts of 0.4 Å over
 * the period, three gaps, three shifts along [001]; of atoms nearer than 1.5 Å across the boundary one is removed. Atoms
 * beyond 8 Å of the boundary are fixed, forces below 5 meV/Å. Energies are over unrelaxed surfaces, E_coh −3.54 eV.
 */
import { mkdirSync, writeFileSync } from 'node:fs';

const JOULES = 16.0217663; // 1 eV/Å² in J/m²
const A = 3.615;
const E_COH = -3.54;
const PLANES = ['210', '310', '530', '410', '430', '710', '520', '730', '610', '750', '540', '910', '720', '950', '11_1_0', '11_2_0']; // prettier-ignore
const out = process.argv[2] ?? new URL('../golden/grain-boundaries', import.meta.url).pathname;

const from = (file) => import(new URL(`../../dist/src/science/${file}.js`, import.meta.url).href);
const { prototypeCrystal } = await from('crystal/prototypes');
const { makeBoundary } = await from('grain-boundaries/make-boundary');
const { buildBicrystal } = await from('grain-boundaries/bicrystal');
const { candidateStructure } = await from('grain-boundaries/candidate-structure');
const { PLAIN_CANDIDATE } = await from('grain-boundaries/candidate');
const { builtInEngine } = await from('energetics/built-in-engine');
const { eamPotential } = await from('energetics/eam/potential');
const { mishinCu2001 } = await from('energetics/eam/mishin-cu-2001');

const engine = builtInEngine(eamPotential(mishinCu2001()));
const cell = { cell: 'free-surfaces', grainThicknessAngstrom: 15, bondLengthAngstrom: A / Math.SQRT2 };

async function table(name) {
  const [h, k] = name.includes('_') ? name.split('_').map(Number) : [...name].map(Number);
  const n = h * h + k * k;
  const crystal = prototypeCrystal('fcc', ['Cu'], [A]);
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: n % 2 ? n : n / 2, plane: [h, k, 0] });
  const [[period], [, width]] = boundary.periods;
  const area = period * width;
  const apart = buildBicrystal(boundary, { ...cell, gapAngstrom: 40 });
  const surfacesEv = ((await engine.evaluate(apart.structure)).energyEv - apart.structure.nAtoms * E_COH) / 2;
  const nShifts = Math.round(period / 0.4);
  const rows = ['dx_A,gap_A,dz_A,rcut_A,n_deleted,natoms,E_gb_J_m2,E_unrelaxed_J_m2,evals'];
  for (let i = 0; i < nShifts; i++) {
    for (const opening of [0.1, 0.3, 0.5]) {
      for (const share of [0, 0.25, 0.5]) {
        const candidate = candidateStructure(
          boundary,
          {
            ...PLAIN_CANDIDATE,
            dxAngstrom: (i * period) / nShifts,
            gapAngstrom: boundary.grainA.planeSpacingAngstrom + opening,
            dzAngstrom: share * A,
            overlapAngstrom: 1.5,
          },
          cell,
        );
        rows.push((await row(candidate, area, surfacesEv)).join(','));
      }
    }
  }
  return rows;
}

async function row({ structure, parameters, boundaryHeightsAngstrom, nOverlapping }, area, surfacesEv) {
  const fixed = structure.kinds.map((_, i) =>
    Math.abs(structure.positions[3 * i + 1] - boundaryHeightsAngstrom[0]) > 8 ? 1 : 0,
  );
  const energy = (ev) => ((ev - structure.nAtoms * E_COH - surfacesEv) / area) * JOULES;
  const unrelaxed = (await engine.evaluate(structure)).energyEv;
  const relaxed = await engine.relax(structure, {
    fixed,
    forceTolerance: 5e-3,
    maxEvaluations: 500,
    relaxNormal: false,
  });
  return [
    parameters.dxAngstrom.toFixed(4),
    parameters.gapAngstrom.toFixed(4),
    parameters.dzAngstrom.toFixed(4),
    parameters.overlapAngstrom,
    nOverlapping,
    structure.nAtoms,
    energy(relaxed.energyEv).toFixed(6),
    energy(unrelaxed).toFixed(5),
    relaxed.nEvaluations,
  ];
}

mkdirSync(out, { recursive: true });
for (const name of PLANES) {
  const rows = await table(name);
  writeFileSync(`${out}/screening_${name}.csv`, `${rows.join('\n')}\n`);
  console.log(`${name}: ${rows.length - 1} candidates`);
}
