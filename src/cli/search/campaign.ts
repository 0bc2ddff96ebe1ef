import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  PAPER_SOURCES,
  PAPER_TARGETS,
  runCampaign,
  type CampaignOptions as Campaign,
} from '../../workflows/boundary-search/campaign.js';
import { DEFAULT_PROTOCOL } from '../../workflows/boundary-search/search-defaults.js';
import type { BoundaryRecipe } from '../../workflows/boundary-search/search-recipe.js';
import type { CliIo } from '../io.js';
import { ProgressBar } from '../progress-bar.js';
import { textTable } from '../text-table.js';
import { makeWritableFolder } from '../writable-folder.js';
import { crystalFrom, type BoundaryOptions } from './boundary-options.js';
import { defaultEngine, engineFrom, localEngines, threadsOf, type EngineOptions } from './engine-options.js';

type Crystal = Pick<BoundaryOptions, 'structure' | 'element' | 'lattice' | 'crystal'>;
type Report = Awaited<ReturnType<typeof runCampaign>>;

export interface CampaignOptions extends EngineOptions, Crystal {
  readonly top: number;
  readonly seed: number;
  readonly exhaustive: boolean;
  readonly out?: string;
  readonly json: boolean;
}

/** `kaimen search campaign`: learn from four boundaries, predict twelve, relax what is picked. */
export async function campaign(options: CampaignOptions, io: CliIo): Promise<void> {
  const crystal = crystalFrom({ structure: 'fcc', element: ['Cu'], ...options })!;
  const [{ axis, sigma, plane }] = PAPER_SOURCES;
  const one: BoundaryRecipe = {
    crystal,
    otherCrystal: null,
    axis,
    sigma,
    plane,
    otherPlane: null,
    strainLimit: 0,
  };
  if (options.out !== undefined) await makeWritableFolder(options.out, '--out');
  const engines = await localEngines(options);
  const bar = new ProgressBar(io, 'campaign');
  try {
    const engine = await engines.open((await engineFrom(options, one)) ?? (await defaultEngine(one)));
    const whole: Campaign = {
      crystal,
      protocol: DEFAULT_PROTOCOL,
      sources: PAPER_SOURCES,
      targets: PAPER_TARGETS,
      top: options.top,
      exhaustive: options.exhaustive,
      seed: options.seed,
      parallel: threadsOf(options),
    };
    const report = await runCampaign(whole, engine, (done, of, stage) => bar.update(done / of, stage));
    bar.end();
    if (options.json) io.out(JSON.stringify(report));
    else tableOf(report).forEach((line) => io.out(line));
    if (options.out !== undefined) await write(options.out, report);
  } finally {
    bar.end();
    await engines.close();
  }
}

async function write(folder: string, report: Report): Promise<void> {
  await writeFile(join(folder, 'campaign.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, 'campaign.txt'), `${tableOf(report).join('\n')}\n`);
}

const jPerM2 = (energy: number | null): string => (energy === null ? '–' : energy.toFixed(4));

function tableOf(report: Report): string[] {
  const { model, nLearning, nPicked } = report;
  const rows = report.targets.map((row) => [
    row.label,
    String(row.nCandidates),
    jPerM2(row.predictedJPerM2),
    jPerM2(row.firstRelaxedJPerM2),
    jPerM2(row.foundJPerM2),
    `${row.nToFound} of ${row.nEvaluations}`,
    jPerM2(row.lowestJPerM2),
    row.nRandom === null ? '–' : row.nRandom.toFixed(1),
  ]);
  const header = ['boundary', 'candidates', 'predicted', 'relaxes to', 'found', 'after', 'lowest', 'random'];
  return [
    `learnt from ${report.sources.map(({ label, nCandidates }) => `${label} (${nCandidates})`).join(', ')}`,
    `by ${model.regressor} on ${model.featureSet} features, chosen by leaving one boundary out`,
    '',
    ...textTable([header, ...rows]),
    '',
    `Energies in J/m². ${nPicked} candidates relaxed of the targets, ${nLearning} of the sources to learn from:`,
    `${report.speedUp.toFixed(1)} times fewer than relaxing every candidate of the targets, ` +
      `${report.speedUpWithLearning.toFixed(1)} times with the learning counted in.`,
    ...againstRandom(report),
  ];
}

/** Evaluations until found, beside those of random search on average; known only where all candidates were relaxed. */
function againstRandom({ targets }: Report): string[] {
  const known = targets.flatMap(({ nRandom, nToFound }) => (nRandom === null ? [] : [{ nRandom, nToFound }]));
  if (known.length === 0) {
    return [
      'What random search would have needed is known only when every candidate is relaxed: --exhaustive.',
    ];
  }
  const sum = (of: 'nRandom' | 'nToFound'): number => known.reduce((all, row) => all + row[of], 0);
  return [
    `As low as found: after ${sum('nToFound')} evaluations in all; random search needs ${sum('nRandom').toFixed(0)} ` +
      `on average, ${(sum('nRandom') / sum('nToFound')).toFixed(1)} times as many.`,
  ];
}
