import { runSearch, type SearchRunner } from '../../workflows/boundary-search/run-search.js';
import { settingsOf } from '../../workflows/boundary-search/search-file.js';
import type { CliIo } from '../io.js';
import { ProgressBar } from '../progress-bar.js';
import { bestFound, shown } from './best-found.js';
import { openEvaluator, type EvaluatorOptions } from './evaluator.js';
import { withState } from './state-file.js';
import { listed, nameOf, REASONS } from './status.js';

export interface RunOptions extends EvaluatorOptions {
  readonly state: string;
  /** Where the best structures go; none: they stay in the state file. */
  readonly out?: string;
  readonly json: boolean;
}

/** `kaimen search run --state FILE --engine …`: the whole loop in this process. */
export async function runHere(options: RunOptions, io: CliIo): Promise<void> {
  const ended = await withState(options.state, io, async (open) => {
    const evaluator = await openEvaluator(open, options);
    const stop = stopOnSignal(io);
    const bar = new ProgressBar(io, nameOf(evaluator.search));
    try {
      return await runSearch(evaluator.search, {
        evaluate: evaluator.evaluate,
        parallel: evaluator.parallel,
        append: open.append,
        report: (search, status) => draw(bar, search, status),
        cancelled: stop.asked,
      });
    } finally {
      bar.end();
      stop.forget();
      await evaluator.close();
    }
  });
  conclude(ended, options, io);
  if (options.out !== undefined) {
    const { exportSearch } = await import('./export.js');
    await exportSearch({ state: options.state, out: options.out, top: BEST_WRITTEN, json: false }, io);
  }
}

const BEST_WRITTEN = 5;

const draw: (bar: ProgressBar, ...of: Parameters<SearchRunner['report']>) => void = (bar, search, status) => {
  const { budget } = settingsOf(search);
  const most = Math.min(budget ?? Infinity, status.nCandidates ?? Infinity);
  const best = bestFound(search);
  const lowest = best === null ? '' : `, best ${best.energy.toFixed(4)} J/m²`;
  const stage = Number.isFinite(most) ? `${status.nObserved} of ${most}` : String(status.nObserved);
  bar.update(Number.isFinite(most) ? status.nObserved / most : 0, `${stage}${lowest}`);
};

function conclude(
  { search, stopped }: Awaited<ReturnType<typeof runSearch>>,
  options: RunOptions,
  io: CliIo,
): void {
  const best = bestFound(search);
  const { observations } = search.state;
  const nFailed = observations.filter((o) => o.energyJPerM2 === null).length;
  if (options.json) {
    io.out(JSON.stringify({ nObserved: observations.length, nFailed, best, stopped }));
    return;
  }
  const failed = nFailed === 0 ? '' : `, ${nFailed} of them without an energy`;
  io.out(`${observations.length} candidates evaluated${failed}. ${REASONS[stopped]}.`);
  if (best !== null)
    io.out(`best: ${shown(best.energy)} J/m², candidate ${best.index} (${listed(best.parameters)})`);
}

/** Asked once, the run ends after what it is at; asked twice, at once: either way nothing appended is lost. */
function stopOnSignal(io: CliIo): { asked: () => boolean; forget: () => void } {
  let asked = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
    asked = true;
    io.note('stopping after the candidates at work; once more stops at once');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  signals.forEach((signal) => process.on(signal, listener));
  return { asked: () => asked, forget: () => signals.forEach((signal) => process.off(signal, listener)) };
}
