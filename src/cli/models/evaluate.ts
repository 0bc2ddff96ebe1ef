import { basename, dirname, resolve } from 'node:path';
import { LocalNetworks } from '../../engines/networks/local-networks.js';
import { ModelFiles } from '../../storage/model-files/model-files.js';
import type {
  ConditionEvaluation,
  ModelEvaluation,
  OutputEvaluation,
} from '../../training/evaluation/model-evaluation.js';
import { evaluateStoredModel } from '../../workflows/models/evaluate-stored-model.js';
import { findModel } from '../../workflows/models/find-model.js';
import type { RegisteredModel } from '../../workflows/ports/models.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import { textTable } from '../text-table.js';
import { dataFiles } from './data-files.js';
import { openRegistry } from './open-models.js';
import { asCliError } from './training-failure.js';

export interface EvaluateOptions {
  readonly data: string;
  readonly perturb: boolean;
  readonly outside?: readonly string[];
  readonly seed: number;
  readonly json: boolean;
}

/** `kaimen models evaluate MODEL --data DIR`: how good a model is on your own data. */
export async function evaluate(
  name: string,
  options: EvaluateOptions,
  pkg: PackageInfo,
  io: CliIo,
): Promise<void> {
  const { model, registry } = await openModel(name, pkg, io);
  const found = await evaluateStoredModel({
    model,
    registry,
    networks: new LocalNetworks({ threads: 1 }),
    folder: dataFiles(options.data),
    withPerturbations: options.perturb,
    seed: options.seed,
    outside: (options.outside ?? []).map((path) => ({ name: basename(resolve(path)), folder: dataFiles(path) })),
    software: `kaimen ${pkg.version}`,
  }).catch((error: unknown) => {
    throw asCliError(error);
  });
  if (options.json) {
    io.out(JSON.stringify(found));
    return;
  }
  io.out(table(found));
  for (const note of found.notes) io.note(`note: ${note}`);
}

/** A model by 'task', 'task@version' (of the package, or of KAIMEN_MODELS_DIR), or by its folder. */
async function openModel(
  name: string,
  pkg: PackageInfo,
  io: CliIo,
): Promise<{ model: RegisteredModel; registry: ModelFiles }> {
  const isFolder = name.includes('/') || name.includes('\\') || name === '.';
  if (!isFolder) {
    const registry = await openRegistry(pkg, io);
    return { model: await findModel(registry, name), registry };
  }
  const version = resolve(name);
  const registry = await ModelFiles.open([dirname(dirname(version))]);
  return { model: await findModel(registry, `${basename(dirname(version))}@${basename(version)}`), registry };
}

const METRICS = [
  'accuracy',
  'accuracyGroupsAlike',
  'macroF1',
  'balancedAccuracy',
  'mae',
  'maeGroupsAlike',
  'rmse',
  'bias',
  'r2',
  'medianCosine',
] as const;

const scores = ({ metrics }: OutputEvaluation): string =>
  METRICS.flatMap((name) => {
    const value = metrics[name];
    return value === undefined || value === null ? [] : [`${name} ${value.toFixed(4)}`];
  }).join('  ');

function table(found: ModelEvaluation): string {
  const rows = found.conditions.flatMap((c: ConditionEvaluation) =>
    c.outputs.map((o, k) => [
      k === 0 ? c.name : '',
      k === 0 ? String(c.nSpectra) : '',
      k === 0 && c.abstained !== null ? `${(100 * c.abstained).toFixed(1)} %` : '',
      o.name,
      scores(o),
      o.coverage === null ? '' : `${(100 * o.coverage.share).toFixed(1)} %`,
    ]),
  );
  const heads = ['condition', 'spectra', 'abstains', 'output', 'scores', 'in interval'];
  const lines = textTable([heads, ...rows]);
  for (const d of found.domain ?? []) {
    lines.push(`told apart from ${d.label}: AUROC ${d.auroc.toFixed(3)} (${d.nOutside} against ${d.nInside})`);
  }
  return lines.join('\n');
}
