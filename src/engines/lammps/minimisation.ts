import type { AtomicStructure } from '../../science/crystal/structure.js';
import type { RelaxOptions } from '../../science/energetics/energy-engine.js';
import type { DumpedState } from './read-dump.js';

/** After commands that leave energy and forces up to date. */
export interface LammpsState extends DumpedState {
  readonly energyEv: number;
  readonly normalPressureBar: number;
  readonly nEvaluations: number;
}

/** In turn, each from where the one before stopped: a conjugate gradient's line search can come to nothing. */
const STYLES = ['cg', 'fire', 'cg', 'fire'];
const WITH_BOX = 'fix normal all box/relax z 0.0 vmax 0.01 fixedpoint 0 0 0 scalexz no scaleyz no';
const BAR_ANGSTROM3_PER_EV = 1.602176634e6;
/** Of the first step of the box, where no stiffness is known: that of a metal or an oxide. */
const SOME_STIFFNESS_BAR = 1.5e6;
const LARGEST_STRAIN = 0.02;
const BOX_STEPS_AT_MOST = 12;

/**
 * Relaxes what is loaded. The box and the atoms go together first (conjugate gradients); where that ends too early, as
 * with ions, whose energy is not smooth in the box, the box takes steps by the secant through its last two stresses,
 * and the atoms follow. Whether it converged is judged from forces and stress: the force on the normal's length is
 * V·σ/(ℓ·√n) with ℓ³ the volume of an atom, as in the built-in engine.
 */
export class Minimisation {
  nEvaluations = 0;
  private current: LammpsState | null = null;

  constructor(
    private readonly run: (commands: readonly string[]) => Promise<LammpsState>,
    private readonly structure: AtomicStructure,
    private readonly options: RelaxOptions,
  ) {}

  async relax(): Promise<LammpsState> {
    await this.step(['run 0 post no']);
    if (!this.options.relaxNormal) {
      await this.relaxAtoms();
      return this.state;
    }
    if (!this.isConverged) {
      await this.minimise('cg', WITH_BOX);
      await this.step(['unfix normal', 'run 0 post no']);
    }
    await this.relaxAtomsAndBox();
    return this.state;
  }

  /** The largest force component of a free atom, or the normal's, eV/Å. */
  get maxForce(): number {
    return Math.max(this.maxAtomForce, this.options.relaxNormal ? this.normalForce : 0);
  }

  get isConverged(): boolean {
    return this.maxForce <= this.options.forceTolerance;
  }

  private get state(): LammpsState {
    if (this.current === null) throw new Error('nothing has run');
    return this.current;
  }

  private get isSpent(): boolean {
    return this.nEvaluations >= this.options.maxEvaluations;
  }

  private get maxAtomForce(): number {
    const { fixed } = this.options;
    const larger = (max: number, f: number, i: number): number =>
      fixed?.[Math.floor(i / 3)] === 1 ? max : Math.max(max, Math.abs(f));
    return this.state.forces.reduce(larger, 0);
  }

  private get normalForce(): number {
    const { normalPressureBar, normalLengthAngstrom } = this.state;
    const { cell, nAtoms } = this.structure;
    const [a, , c] = cell;
    const volume = Math.abs(a[0] * c[2] - a[2] * c[0]) * normalLengthAngstrom;
    const length = Math.cbrt(volume / nAtoms) * Math.sqrt(nAtoms);
    return (Math.abs(normalPressureBar) * volume) / BAR_ANGSTROM3_PER_EV / length;
  }

  private async step(commands: readonly string[]): Promise<void> {
    this.current = await this.run(commands);
    this.nEvaluations += this.current.nEvaluations;
  }

  private async minimise(style: string, ...before: readonly string[]): Promise<void> {
    const left = this.options.maxEvaluations - this.nEvaluations;
    await this.step([
      ...before,
      `min_style ${style}`, // forgets what min_modify has set
      'min_modify norm inf dmax 0.1',
      `minimize 0 ${this.options.forceTolerance} ${left} ${left}`,
    ]);
  }

  private async relaxAtoms(): Promise<void> {
    for (const style of STYLES) {
      if (this.isSpent || this.maxAtomForce <= this.options.forceTolerance) return;
      await this.minimise(style);
    }
  }

  private async relaxAtomsAndBox(): Promise<void> {
    let strainPerBar = 1 / SOME_STIFFNESS_BAR;
    for (let k = 0; k < BOX_STEPS_AT_MOST; k++) {
      await this.relaxAtoms();
      if (this.isConverged || this.isSpent) return;
      const { normalPressureBar: before, normalLengthAngstrom } = this.state;
      const strain = Math.max(-LARGEST_STRAIN, Math.min(LARGEST_STRAIN, before * strainPerBar));
      const length = normalLengthAngstrom * (1 + strain);
      await this.step([`change_box all z final 0 ${length} remap units box`, 'run 0 post no']);
      await this.relaxAtoms();
      const softening = strain / (before - this.state.normalPressureBar);
      if (softening > 0 && Number.isFinite(softening)) strainPerBar = softening;
    }
  }
}
