import { EnergeticsError } from '../science/energetics/energetics-error.js';
import type { EnergyEngine } from '../science/energetics/energy-engine.js';
import type { EngineRecipe } from '../workflows/boundary-search/search-recipe.js';
import { EnergyEngines } from '../workflows/ports/energy-engines.js';
import { eamPool } from './eam/eam-pool.js';
import { readEamSource } from './eam/eam-source.js';
import { folderEngine } from './exchange-folder/folder-engine.js';
import type { LammpsRecipe } from './lammps/check-recipe.js';
import { lammpsEngine } from './lammps/lammps-engine.js';
import { type PotentialPolicy, readPotentialFile } from './potential-files.js';

export interface LocalEnginesOptions {
  /** Structures at once, of each engine. */
  readonly threads: number;
  /** 'any-path' only where recipes come from the owner of this machine; they may name the LAMMPS program, too. */
  readonly potentials: PotentialPolicy;
  /** The LAMMPS program; null: there is none here. */
  readonly lammps: string | null;
  readonly lammpsDeadlineS: number;
}

interface Opened {
  readonly engine: Promise<EnergyEngine>;
  users: number;
}

/** Engines that nobody uses stay warm until so many others were left. */
const WARM_AT_MOST = 2;

/** The engines of this machine. */
export class LocalEngines extends EnergyEngines {
  /** By recipe, the one used last at the end. */
  private readonly opened = new Map<string, Opened>();

  constructor(private readonly options: LocalEnginesOptions) {
    super();
  }

  async open(recipe: EngineRecipe): Promise<EnergyEngine> {
    const key = JSON.stringify(recipe);
    const entry = this.opened.get(key) ?? { engine: this.start(recipe), users: 0 };
    this.opened.delete(key);
    this.opened.set(key, entry);
    entry.users++;
    try {
      const engine = await entry.engine;
      let isOpen = true;
      const close = async (): Promise<void> => {
        if (!isOpen) return;
        isOpen = false;
        await this.release(entry);
      };
      return { ...engine, close };
    } catch (error) {
      if (this.opened.get(key) === entry) this.opened.delete(key);
      throw error;
    }
  }

  async close(): Promise<void> {
    const entries = [...this.opened.values()];
    this.opened.clear();
    await Promise.allSettled(entries.map(async ({ engine }) => (await engine).close()));
  }

  private async release(entry: Opened): Promise<void> {
    entry.users--;
    const idle = [...this.opened].filter(([, { users }]) => users === 0);
    for (const [key, { engine }] of idle.slice(0, -WARM_AT_MOST)) {
      this.opened.delete(key);
      await (await engine).close();
    }
  }

  private async start(recipe: EngineRecipe): Promise<EnergyEngine> {
    const { threads, potentials } = this.options;
    switch (recipe.name) {
      case 'eam':
        return eamPool(await readEamSource(recipe, potentials), { threads });
      case 'lammps':
        return this.startLammps(recipe);
      case 'folder':
        if (potentials === 'any-path') return folderEngine(recipe);
        throw new EnergeticsError('recipe-refused', 'only who owns this machine may exchange by a folder');
      case 'external':
        throw new EnergeticsError(
          'recipe-refused',
          'external energies come by tell, no engine here gives them',
        );
    }
  }

  private async startLammps(recipe: LammpsRecipe): Promise<EnergyEngine> {
    const { threads, potentials, lammps, lammpsDeadlineS } = this.options;
    if (recipe.executable !== null && potentials !== 'any-path') {
      throw new EnergeticsError('recipe-refused', 'which LAMMPS runs here is not the recipe’s to say');
    }
    const executable = recipe.executable ?? lammps;
    if (executable === null) throw new EnergeticsError('engine-unavailable', 'there is no LAMMPS here');
    const files = await Promise.all(recipe.files.map((file) => readPotentialFile(file, potentials)));
    return lammpsEngine(recipe, { executable, files, processes: threads, deadlineS: lammpsDeadlineS });
  }
}
