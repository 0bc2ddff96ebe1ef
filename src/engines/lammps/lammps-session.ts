import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lammpsBox, type LammpsBox } from '../../science/crystal/exchange/lammps-box.js';
import { writeLammpsData } from '../../science/crystal/exchange/lammps-data.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { applyRow } from '../../science/crystal/vectors.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyAndForces, Relaxation, RelaxOptions } from '../../science/energetics/energy-engine.js';
import type { LammpsRecipe } from './check-recipe.js';
import { holdFixed, letGo, requireNormal } from './constraints.js';
import { LammpsProcess, type LammpsProcessOptions } from './lammps-process.js';
import { readDump } from './read-dump.js';
import { type LammpsState, Minimisation } from './minimisation.js';

export interface LammpsSessionOptions extends LammpsProcessOptions {
  /** Checked. */
  readonly recipe: LammpsRecipe;
  /** Tells the sessions of one folder apart. */
  readonly number: number;
}

/**
 * One LAMMPS process and what is loaded in it: one structure at a time. The potential is read again only when other
 * directions are periodic or after a failure; otherwise box and atoms alone are replaced.
 */
export class LammpsSession {
  private process: LammpsProcess | null = null;
  /** The kind of box that is set up: boundary styles, oblique or not; null: what is loaded is of no use. */
  private ready: string | null = null;
  private readonly dataName: string;
  private readonly dumpName: string;

  constructor(private readonly options: LammpsSessionOptions) {
    this.dataName = `kaimen-${options.number}.data`;
    this.dumpName = `kaimen-${options.number}.dump`;
  }

  /** @returns LAMMPS's version @throws EnergeticsError engine-unavailable */
  async start(): Promise<string> {
    const { process, version } = await LammpsProcess.start(this.options);
    this.process = process;
    this.ready = null;
    return version;
  }

  async evaluate(structure: AtomicStructure): Promise<EnergyAndForces> {
    return this.with(structure, async (box) => {
      const { energyEv, forces } = await this.run(['run 0 post no'], structure.nAtoms);
      return { energyEv, forces: turnBack(box, forces) };
    });
  }

  async relax(structure: AtomicStructure, options: RelaxOptions): Promise<Relaxation> {
    if (options.relaxNormal) requireNormal(structure);
    return this.with(structure, async (box) => {
      await this.say(holdFixed(options));
      const minimisation = new Minimisation(
        (commands) => this.run(commands, structure.nAtoms),
        structure,
        options,
      );
      const { energyEv, positions, normalLengthAngstrom } = await minimisation.relax();
      await this.say(letGo(options));
      const { isConverged: converged, nEvaluations, maxForce } = minimisation;
      return {
        energyEv,
        positions: turnBack(box, positions),
        normalLengthAngstrom: options.relaxNormal ? normalLengthAngstrom : structure.cell[1][1],
        converged,
        nEvaluations,
        maxForce,
      };
    });
  }

  close(): void {
    this.process?.close();
    this.process = null;
  }

  private async with<T>(structure: AtomicStructure, work: (box: LammpsBox) => Promise<T>): Promise<T> {
    if (structure.nAtoms === 0) throw new EnergeticsError('structure-invalid', 'there are no atoms');
    const typed = normalUp(inTypes(structure, this.options.recipe.elements));
    const box = lammpsBox(typed);
    const data = writeLammpsData(typed, { charges: new Float64Array(structure.nAtoms) });
    await writeFile(path.join(this.options.folder, this.dataName), data);
    if (this.process?.isAlive !== true) await this.start();
    const boundary = typed.periodic.map((repeats) => (repeats ? 'p' : 's')).join(' ');
    const tilts = tiltsOf(box);
    const kind = `${boundary}${tilts === null ? '' : ', oblique'}`;
    const placed = this.ready === kind ? this.replaceAtoms(box, tilts) : this.setUp(boundary);
    this.ready = null;
    await this.say([...placed, ...this.recipeCommands((command) => command === 'set')]);
    const result = await work(box);
    this.ready = kind;
    return result;
  }

  private setUp(boundary: string): string[] {
    return [
      'clear',
      'units metal',
      'atom_style charge',
      `boundary ${boundary}`,
      'box tilt large',
      `read_data ${this.dataName}`,
      'neigh_modify delay 0 every 1 check yes',
      ...this.recipeCommands((command) => command !== 'set'),
      'thermo_style custom step pe pzz',
      'thermo 0',
    ];
  }

  private replaceAtoms({ low, high }: LammpsBox, tilts: string | null): string[] {
    const bounds = ['x', 'y', 'z'].map((axis, i) => `${axis} final ${low[i]} ${high[i]}`).join(' ');
    return [
      'delete_atoms group all compress yes',
      `change_box all ${bounds} ${tilts ?? ''} units box`,
      `read_data ${this.dataName} add merge`,
    ];
  }

  private recipeCommands(isWanted: (name: string) => boolean): string[] {
    return this.options.recipe.commands.filter((command) => isWanted(command.trim().split(' ')[0]));
  }

  /** Does the commands, then has the state told. */
  private async run(commands: readonly string[], nAtoms: number): Promise<LammpsState> {
    const printed = await this.say([
      ...commands,
      'print "state $(pe:%.17g) $(pzz:%.17g)"',
      `write_dump all custom ${this.dumpName} id xu yu zu fx fy fz modify sort id format float %.17g`,
    ]);
    const [, energy, pressure] = /^state (\S+) (\S+)$/m.exec(printed) ?? [];
    if (!Number.isFinite(Number(energy))) {
      throw new EnergeticsError('energy-not-finite', `LAMMPS: the energy is ${energy}`);
    }
    const [, evaluations] = /Iterations, force evaluations = *\d+ +(\d+)/.exec(printed) ?? [];
    const dump = await readFile(path.join(this.options.folder, this.dumpName), 'latin1');
    return {
      energyEv: Number(energy),
      normalPressureBar: Number(pressure),
      nEvaluations: Number(evaluations ?? 1),
      ...readDump(dump, nAtoms),
    };
  }

  private say(commands: readonly string[]): Promise<string> {
    if (this.process === null) throw new EnergeticsError('engine-failed', 'LAMMPS was closed');
    return this.process.ask(commands);
  }
}

/** The structure with the recipe's elements as kinds. @throws EnergeticsError element-unknown */
function inTypes(structure: AtomicStructure, known: readonly string[]): AtomicStructure {
  const types = structure.elements.map((element) => {
    const index = known.indexOf(element);
    if (index < 0) {
      const message = `the recipe's elements are ${known.join(', ')}, ${element} is not among them`;
      throw new EnergeticsError('element-unknown', message, { element, known });
    }
    return index;
  });
  return { ...structure, elements: known, kinds: structure.kinds.map((kind) => types[kind]) };
}

/**
 * The boundary's normal, y, is LAMMPS's z: then the cell's second vector may lean in any way and still be stretched
 * along the normal alone.
 */
function normalUp(structure: AtomicStructure): AtomicStructure {
  const [a, b, c] = structure.cell;
  const [pa, pb, pc] = structure.periodic;
  return { ...structure, cell: [c, a, b], periodic: [pc, pa, pb] };
}

/** Of an oblique box, as `change_box` takes them. */
function tiltsOf({ cell: [, b, c] }: LammpsBox): string | null {
  const [xy, xz, yz] = [b[0], c[0], c[1]];
  return xy === 0 && xz === 0 && yz === 0 ? null : `xy final ${xy} xz final ${xz} yz final ${yz}`;
}

/** From the box's frame into the structure's. */
function turnBack({ rotation }: LammpsBox, vectors: Float64Array): Float64Array {
  const turned = new Float64Array(vectors.length);
  for (let i = 0; i < vectors.length; i += 3) {
    turned.set(applyRow([vectors[i], vectors[i + 1], vectors[i + 2]], rotation), i);
  }
  return turned;
}
