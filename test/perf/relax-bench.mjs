/**
 * How long the built-in engine takes to relax candidates of copper's boundaries, beside a LAMMPS process that stays, at
 * the same force tolerance: ratios of medians, interleaved in one run, one thread each. LAMMPS is timed from "here is the
 * data file" to "here is the energy", without our own writing and reading; the faster of its CG and FIRE counts.
 *
 *   node test/perf/relax-bench.mjs        (after npm run build)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const DIST = process.env.KAIMEN_DIST ?? new URL('../../dist/src', import.meta.url).pathname;
const load = (file) => import(pathToFileURL(path.join(DIST, file)).href);

const FORCE_TOLERANCE = 1e-3;
const ROUNDS = 3;
const J_PER_M2 = 16.0217663;
/** Boundary, thickness of a grain (Å), atoms taken out of the boundary. */
const SIZES = [
  { nAtoms: 91, sigma: 5, plane: [2, 1, 0], thickness: 18, nRemoved: 1 },
  { nAtoms: 198, sigma: 17, plane: [5, 3, 0], thickness: 30.5, nRemoved: 0 },
  { nAtoms: 270, sigma: 29, plane: [7, 3, 0], thickness: 32, nRemoved: 0 },
  { nAtoms: 396, sigma: 29, plane: [5, 2, 0], thickness: 33, nRemoved: 0 },
];
/** Shares of the periods along x and z. */
const SHIFTS = [
  [0, 0],
  [0.3, 0],
  [0.15, 0.5],
  [0.7, 0.25],
];

export const LAMMPS_IS_HERE = spawnSync('lmp', ['-h'], { stdio: 'ignore' }).error === undefined;

/** @returns one row a size: median times (ms), their ratio, difference of the minima (mJ/m²) */
export async function relaxBench() {
  const bench = await prepare();
  try {
    const rows = [];
    for (const size of SIZES) rows.push(await bench.measure(size));
    return rows;
  } finally {
    bench.close();
  }
}

async function prepare() {
  const { builtInEngine } = await load('science/energetics/built-in-engine.js');
  const { eamPotential } = await load('science/energetics/eam/potential.js');
  const { mishinCu2001 } = await load('science/energetics/eam/mishin-cu-2001.js');
  const { writeSetfl } = await load('science/energetics/eam/write-setfl.js');
  const { writeLammpsData } = await load('science/crystal/exchange/lammps-data.js');
  const { LammpsProcess } = await load('engines/lammps/lammps-process.js');
  const tables = mishinCu2001();
  const ours = builtInEngine(eamPotential(tables));
  const folder = mkdtempSync(path.join(tmpdir(), 'kaimen-bench-'));
  writeFileSync(path.join(folder, 'cu.setfl'), writeSetfl(tables));
  const { process: lammps, version } = await LammpsProcess.start({
    executable: 'lmp',
    folder,
    deadlineS: 300,
  });

  async function withLammps(structure, style) {
    writeFileSync(path.join(folder, 'structure.data'), writeLammpsData(structure));
    await lammps.ask(setUp(structure));
    const began = performance.now();
    const printed = await lammps.ask([
      `min_style ${style}`,
      'min_modify norm inf',
      `minimize 0 ${FORCE_TOLERANCE} 10000 10000`,
      'print "energy $(pe:%.17g)"',
    ]);
    return {
      ms: performance.now() - began,
      energyEv: Number(/^energy (\S+)$/m.exec(printed)[1]),
      nEvaluations: Number(/force evaluations = *\d+ +(\d+)/.exec(printed)[1]),
    };
  }

  async function withOurs(structure) {
    const options = {
      fixed: null,
      forceTolerance: FORCE_TOLERANCE,
      maxEvaluations: 10000,
      relaxNormal: false,
    };
    const began = performance.now();
    const { energyEv, nEvaluations, converged } = await ours.relax(structure, options);
    if (!converged) throw new Error('the built-in engine did not converge');
    return { ms: performance.now() - began, energyEv, nEvaluations };
  }

  return {
    measure: async (size) => measure(size, { version, ours: withOurs, lammps: withLammps }),
    close: () => {
      lammps.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The potential is read before the clock starts: a process that stays does not read it for each candidate. */
const setUp = ({ periodic }) => [
  'clear',
  'units metal',
  'atom_style atomic',
  `boundary ${periodic.map((repeats) => (repeats ? 'p' : 's')).join(' ')}`,
  'box tilt large',
  'read_data structure.data',
  'pair_style eam/alloy',
  'pair_coeff * * cu.setfl Cu',
  'neigh_modify delay 0 every 1 check yes',
  'thermo 0',
];

async function measure(size, { version, ours, lammps }) {
  const candidates = await candidatesOf(size);
  const times = { ours: [], cg: [], fire: [] };
  const evaluations = { ours: [], cg: [], fire: [] };
  const differences = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { structure, areaAngstrom2 } of candidates) {
      const found = { ours: await ours(structure), cg: await lammps(structure, 'cg') };
      found.fire = await lammps(structure, 'fire');
      if (round === 0) {
        const apart = [found.cg, found.fire].map(({ energyEv }) => found.ours.energyEv - energyEv);
        const least = Math.min(...apart.map(Math.abs));
        differences.push((least / areaAngstrom2) * J_PER_M2 * 1000);
        continue; // warming up
      }
      for (const [who, { ms, nEvaluations }] of Object.entries(found)) {
        times[who].push(ms);
        evaluations[who].push(nEvaluations);
      }
    }
  }
  const ms = mapValues(times, median);
  return {
    nAtoms: size.nAtoms,
    ms,
    evaluations: mapValues(evaluations, median),
    ratio: ms.ours / Math.min(ms.cg, ms.fire),
    differencesMjPerM2: differences,
    lammps: version,
  };
}

async function candidatesOf({ nAtoms, sigma, plane, thickness, nRemoved }) {
  const { makeBoundary } = await load('science/grain-boundaries/make-boundary.js');
  const { prototypeCrystal } = await load('science/crystal/prototypes.js');
  const { candidateStructure } = await load('science/grain-boundaries/candidate-structure.js');
  const { PLAIN_CANDIDATE } = await load('science/grain-boundaries/candidate.js');
  const crystal = prototypeCrystal('fcc', ['Cu'], [3.61493]);
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma, plane });
  const [[periodX], [, periodZ]] = boundary.periods;
  return SHIFTS.map(([x, z]) => {
    const parameters = {
      ...PLAIN_CANDIDATE,
      dxAngstrom: x * periodX,
      dzAngstrom: z * periodZ,
      gapAngstrom: 0.4,
      nRemoved,
    };
    const cell = { cell: 'free-surfaces', grainThicknessAngstrom: thickness, bondLengthAngstrom: 2.556 };
    const made = candidateStructure(boundary, parameters, cell);
    if (made.structure.nAtoms !== nAtoms) throw new Error(`${made.structure.nAtoms} atoms, not ${nAtoms}`);
    return made;
  });
}

const mapValues = (record, f) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (!LAMMPS_IS_HERE) {
    console.log('skipped: there is no `lmp`');
  } else {
    for (const { nAtoms, ms, evaluations, ratio, differencesMjPerM2 } of await relaxBench()) {
      const times = Object.entries(ms).map(([who, t]) => `${who} ${t.toFixed(1)} ms (${evaluations[who]})`);
      const apart = differencesMjPerM2.map((d) => d.toFixed(2)).join(' ');
      console.log(
        `${nAtoms} atoms: ${times.join(', ')}; ratio ${ratio.toFixed(2)}; minima apart ${apart} mJ/m²`,
      );
    }
  }
}
