import { workerData } from 'node:worker_threads';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import type { RelaxOptions } from '../../science/energetics/energy-engine.js';
import { ScienceError } from '../../science/units/science-error.js';
import { giveWay } from '../give-way.js';
import type { EamOutcome } from './eam-pool.js';
import { eamEngine, type EamSource } from './eam-source.js';

giveWay();

const engine = eamEngine(workerData as EamSource);

export const evaluate = (structure: AtomicStructure) => outcomeOf(engine.evaluate(structure));

export const relax = ({ structure, options }: { structure: AtomicStructure; options: RelaxOptions }) =>
  outcomeOf(engine.relax(structure, options));

/** Our own errors as data: classes do not survive the way between threads. */
async function outcomeOf<T>(work: Promise<T>): Promise<EamOutcome<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (!(error instanceof ScienceError)) throw error;
    const { code, message, details } = error as ScienceError;
    return { failed: { code, message, details } };
  }
}
