import { Piscina } from 'piscina';
import { EnergeticsError, type EnergeticsErrorCode } from '../../science/energetics/energetics-error.js';
import type { EnergyAndForces, EnergyEngine, Relaxation } from '../../science/energetics/energy-engine.js';
import { eamEngine, type EamSource } from './eam-source.js';

export type EamOutcome<T> =
  | { readonly value: T }
  | {
      readonly failed: {
        readonly code: string;
        readonly message: string;
        readonly details: Readonly<Record<string, unknown>>;
      };
    };

/**
 * The built-in engine in worker threads: as many structures at once as threads. The potential is read here once and
 * handed to each thread, so that all have the bytes whose SHA-256 is in the identity.
 *
 * @throws EnergeticsError potential-unreadable
 */
export function eamPool(source: EamSource, { threads }: { threads: number }): EnergyEngine {
  const { identity } = eamEngine(source);
  const pool = new Piscina({
    filename: new URL('./eam-thread.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: source,
  });
  // The task that was running is rejected as well; without a listener the event would end the process.
  pool.on('error', () => {});

  const run = async <T>(name: 'evaluate' | 'relax', task: unknown): Promise<T> => {
    let outcome: EamOutcome<T>;
    try {
      outcome = (await pool.run(task, { name })) as EamOutcome<T>;
    } catch (cause) {
      throw new EnergeticsError('engine-failed', `the thread failed: ${String(cause)}`, { cause });
    }
    if ('value' in outcome) return outcome.value;
    const { code, message, details } = outcome.failed;
    throw new EnergeticsError(code as EnergeticsErrorCode, message, details);
  };

  return {
    identity,
    evaluate: (structure) => run<EnergyAndForces>('evaluate', structure),
    relax: (structure, options) => run<Relaxation>('relax', { structure, options }),
    close: () => pool.destroy(),
  };
}
