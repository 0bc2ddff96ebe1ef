import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';

/** Whether LAMMPS can be run; Debian's package `lammps`. */
export const LAMMPS_IS_HERE = spawnSync('lmp', ['-h'], { stdio: 'ignore' }).error === undefined;

/** The folder of potentials of Debian's package `lammps-data`; null where it is absent. */
export const LAMMPS_POTENTIALS = existsSync('/usr/share/lammps/potentials')
  ? '/usr/share/lammps/potentials'
  : null;

export interface LammpsAnswer {
  readonly energyEv: number;
  /** [nAtoms × 3], eV/Å */
  readonly forces: Float64Array;
  /** [nAtoms × 3], Å */
  readonly positions: Float64Array;
  /** xx, yy, zz, bar */
  readonly pressures: readonly number[];
}

export interface LammpsJob {
  readonly structure: AtomicStructure;
  /** pair_style and pair_coeff. */
  readonly commands: readonly string[];
  /** Instead of `run 0`. */
  readonly run?: readonly string[];
  /** Files that the commands name, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

function dataFile(structure: AtomicStructure): string {
  const {
    cell: [a, b, c],
    elements,
    kinds,
    positions,
    nAtoms,
    periodic,
  } = structure;
  if (a[1] !== 0 || a[2] !== 0 || b[2] !== 0) throw new Error('LAMMPS wants a along x and b in the xy plane');
  const atoms = Array.from(
    { length: nAtoms },
    (_, i) => `${i + 1} ${kinds[i] + 1} ${[...positions.subarray(3 * i, 3 * i + 3)].join(' ')}`,
  );
  if (!periodic[0] || !periodic[2]) throw new Error('only y may be free');
  // LAMMPS loses atoms that lie beyond a free face.
  const heights = positions.filter((_, i) => i % 3 === 1);
  const yBounds = periodic[1] ? [0, b[1]] : [Math.min(...heights) - 1, Math.max(...heights) + 1];
  return [
    'structure',
    '',
    `${nAtoms} atoms`,
    `${elements.length} atom types`,
    `0 ${a[0]} xlo xhi`,
    `${yBounds.join(' ')} ylo yhi`,
    `0 ${c[2]} zlo zhi`,
    `${b[0]} ${c[0]} ${c[1]} xy xz yz`,
    '',
    'Masses',
    '',
    ...elements.map((_, k) => `${k + 1} 1.0`),
    '',
    'Atoms # atomic',
    '',
    ...atoms,
    '',
  ].join('\n');
}

/** Runs LAMMPS once on one structure. */
export function runLammps({ structure, commands, run = ['run 0'], files = {} }: LammpsJob): LammpsAnswer {
  const dir = mkdtempSync(join(tmpdir(), 'kaimen-lammps-'));
  try {
    writeFileSync(join(dir, 'structure.data'), dataFile(structure));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const script = [
      'units metal',
      'atom_style atomic',
      `boundary ${structure.periodic.map((p) => (p ? 'p' : 'f')).join(' ')}`,
      'atom_modify map array sort 0 0',
      'box tilt large',
      'read_data structure.data',
      ...commands,
      'thermo_style custom step pe pxx pyy pzz',
      'thermo_modify format float %.17g',
      ...run,
      'print "ANSWER $(pe:%.17g) $(pxx:%.17g) $(pyy:%.17g) $(pzz:%.17g)"',
      'write_dump all custom atoms.dump id fx fy fz xu yu zu modify sort id format float %.17g',
    ];
    writeFileSync(join(dir, 'in.lammps'), `${script.join('\n')}\n`);
    const { stdout: out } = spawnSync('lmp', ['-log', 'none', '-in', 'in.lammps'], {
      cwd: dir,
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    if (!out.includes('\nANSWER ')) throw new Error(`LAMMPS: ${/ERROR.*/.exec(out)?.[0] ?? out.slice(-500)}`);
    const [energyEv, ...pressures] = /^ANSWER (.*)$/m.exec(out)![1].split(' ').map(Number);
    const rows = readFileSync(join(dir, 'atoms.dump'), 'utf8').trim().split('\n').slice(9);
    const columns = rows.map((row) => row.trim().split(/\s+/).map(Number));
    return {
      energyEv,
      pressures,
      forces: Float64Array.from(columns.flatMap((row) => row.slice(1, 4))),
      positions: Float64Array.from(columns.flatMap((row) => row.slice(4, 7))),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
