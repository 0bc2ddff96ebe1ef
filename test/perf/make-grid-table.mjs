/**
 * Writes an exhaustive table of a [001] symmetric tilt boundary of copper, for rehearsing the optimiser:
 *
 *   node test/perf/make-grid-table.mjs --plane 2,1 --step 0.1 --gaps 1.0,1.1,1.2,1.3,1.4,1.5 --out table.csv
 *
 * Mishin 2001, one boundary between free surfaces, grains of 15 Å, atoms beyond 7 Å of the boundary plane fixed, no atom
 * removed. Free atoms start a thousandth of an Å off their places, so that no candidate rests on a saddle by its symmetry.
 * The protocol of ../shared/data/gb/computed/S5_310_mishin1_fixed7A_grid0.2.csv, whose statistics it gives again.
 * Needs `npm run build`; about 10 ms a row.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

const JOULES = 16.0217663; // 1 eV/Å² in J/m²
const OFF_SYMMETRY = 1e-3; // Å
const COPPER = { a: 3.615, eCoh: -3.54 };
const { values } = parseArgs({
  options: {
    plane: { type: 'string', default: '2,1' },
    step: { type: 'string', default: '0.1' },
    'step-z': { type: 'string' },
    gaps: { type: 'string', default: '1.0,1.1,1.2,1.3,1.4,1.5' },
    thickness: { type: 'string', default: '15' },
    'free-zone': { type: 'string', default: '7' },
    half: { type: 'boolean', default: false },
    limit: { type: 'string', default: 'Infinity' },
    modules: { type: 'string', default: '../../dist/src/science/energetics' },
    out: { type: 'string' },
  },
});

const from = (file) => import(new URL(`${values.modules}/${file}`, import.meta.url).href);
const { builtInEngine } = await from('built-in-engine.js');
const { eamPotential } = await from('eam/potential.js');
const { mishinCu2001 } = await from('eam/mishin-cu-2001.js');
const { createRng } = await from('../numerics/rng.js');
const engine = builtInEngine(eamPotential(mishinCu2001()));

const [h, k] = values.plane.split(',').map(Number);
const thickness = Number(values.thickness);
const freeZone = Number(values['free-zone']);
const a = COPPER.a;
const length = Math.hypot(h, k);
const periodX = a * length * (h % 2 === 1 && k % 2 === 1 ? 0.5 : 1);

/** Atoms of grain A, y in [−thickness, 0], x in [0, periodX), z in [0, a). */
function grainA() {
  const atoms = [];
  const reach = Math.ceil((thickness + periodX) / a) + 2;
  const sites = [[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]]; // prettier-ignore
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      for (const [u, v, w] of sites) {
        const [p, q] = [(i + u) * a, (j + v) * a];
        const y = (p * h + q * k) / length;
        const x = (p * k - q * h) / length;
        if (y < 1e-6 && y > -thickness - 1e-6 && x > -1e-6 && x < periodX - 1e-6) atoms.push([x, y, w * a]);
      }
    }
  }
  return atoms;
}

function structureOf(atoms) {
  const height = 4 * thickness;
  return {
    cell: [[periodX, 0, 0], [0, height, 0], [0, 0, a]], // prettier-ignore
    periodic: [true, false, true],
    elements: ['Cu'],
    kinds: new Uint8Array(atoms.length),
    positions: Float64Array.from(atoms.flat()),
    nAtoms: atoms.length,
  };
}

const grain = grainA();
const area = periodX * a;

async function bulkEnergy() {
  const cell = { cell: [[a, 0, 0], [0, a, 0], [0, 0, a]], periodic: [true, true, true] }; // prettier-ignore
  const positions = Float64Array.from([0, 0, 0, a / 2, a / 2, 0, a / 2, 0, a / 2, 0, a / 2, a / 2]);
  const fcc = { ...cell, elements: ['Cu'], kinds: new Uint8Array(4), positions, nAtoms: 4 };
  return (await engine.evaluate(fcc)).energyEv / 4;
}

const perAtom = await bulkEnergy();
const slab = await engine.evaluate(structureOf(grain));
/** eV; one surface of a slab is what the outer end of a grain costs, and both ends are cut alike. */
const surface = (slab.energyEv - grain.length * perAtom) / 2;

async function boundaryEnergy(dx, gap, dz) {
  const other = grain.map(([x, y, z]) => [x + dx, gap - y, z + dz]);
  const structure = structureOf([...grain, ...other]);
  const rng = createRng(1);
  const fixed = Uint8Array.from({ length: structure.nAtoms }, (_, i) =>
    Number(i < grain.length ? grain[i][1] < -freeZone : -grain[i - grain.length][1] > freeZone),
  );
  for (let i = 0; i < structure.positions.length; i++) {
    const off = OFF_SYMMETRY * rng.normal();
    if (fixed[Math.floor(i / 3)] === 0) structure.positions[i] += off;
  }
  const options = { fixed, forceTolerance: 1e-3, maxEvaluations: 2000, relaxNormal: false };
  const relaxed = await engine.relax(structure, options);
  const energy = ((relaxed.energyEv - structure.nAtoms * perAtom - 2 * surface) / area) * JOULES;
  return { energy, relaxed };
}

const step = Number(values.step);
const stepZ = Number(values['step-z'] ?? step);
const steps = (period, by) => Array.from({ length: Math.floor(period / by + 1e-6) + 1 }, (_, i) => i * by);
const gaps = values.gaps.split(',').map(Number);
const file = values.out === undefined ? 1 : openSync(values.out, 'w');
writeSync(file, 'dx_A,gap_A,dz_A,natoms,E_gb_J_m2,evals\n');
const started = performance.now();
let n = 0;
rows: for (const dx of steps(periodX, step)) {
  for (const gap of gaps) {
    for (const dz of steps(values.half ? a / 2 : a, stepZ)) {
      if (n >= Number(values.limit)) break rows;
      const { energy, relaxed } = await boundaryEnergy(dx, gap, dz);
      const parameters = [dx, gap, dz].map((v) => v.toFixed(2)).join(',');
      writeSync(file, `${parameters},${2 * grain.length},${energy.toFixed(6)},${relaxed.nEvaluations}\n`);
      n += 1;
    }
  }
}
if (values.out !== undefined) closeSync(file);
const milliseconds = (performance.now() - started) / n;
console.error(`${n} rows, ${milliseconds.toFixed(1)} ms each, periods dx ${periodX.toFixed(4)} dz ${a}`);
