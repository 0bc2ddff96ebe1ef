import type { Explanation } from '../../workflows/explain-spectra/explain-folder.js';
import type { SpectrumPrediction } from '../../workflows/explain-spectra/predict.js';
import type { CliIo } from '../io.js';
import { textTable } from '../text-table.js';

type StructureTree = Explanation['tree'];
type Mean = StructureTree['measures']['prediction']['tree'];

/** A tree as lines of text: dendrogram, clusters, rules, scores, importances. */
export function sayTree(tree: StructureTree, io: CliIo): void {
  const { options } = tree.provenance;
  const { dendrogram, clusters } = tree;
  const width =
    dendrogram.silhouette === null ? '' : `, mean silhouette width ${dendrogram.silhouette.toFixed(2)}`;
  io.out(
    `${tree.sites.length} sites, ${clusters.length} clusters by ${options.linkage} linkage of ${options.metric} distances${width}`,
  );
  io.out(`cut at ${dendrogram.cutHeight.toPrecision(3)}: ${dendrogram.criterion}`);
  const rows = clusters.map(({ label, nSites, nGroups, typicalSite }) => [
    `cluster ${label + 1}`,
    `${nSites} sites`,
    `${nGroups} groups`,
    `typical: ${typicalSite}`,
  ]);
  for (const line of textTable(rows)) io.out(line);
  io.out('');
  io.out(tree.rules.length === 1 ? 'No descriptor tells the clusters:' : 'The clusters by structure:');
  for (const { text } of tree.rules) io.out(`  ${text}`);
  sayScores(tree, io);
  sayImportances(tree, io);
}

const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;
const std = ({ std: error }: Mean, digits: number, scale = 1): string =>
  error === null ? '' : ` ± ${(scale * error).toFixed(digits)}`;

function sayScores({ measures }: StructureTree, io: CliIo): void {
  const { routing, prediction, trainingAccuracy } = measures;
  io.out('');
  io.out(`Groups left out (${routing.nGroups}), ± between groups:`);
  io.out(
    `  structure → cluster: ${(100 * routing.accuracy.value).toFixed(0)}${std(routing.accuracy, 0, 100)} % right (always the largest: ${percent(routing.majorityAccuracy)}; balanced ${percent(routing.balancedAccuracy)}; sites of the tree itself: ${percent(trainingAccuracy)})`,
  );
  const error = (what: string, mean: Mean): string[] => [
    `  ${what}`,
    `${mean.value.toFixed(3)}${std(mean, 3)}`,
  ];
  io.out('  structure → spectrum, relative error, clusters made anew:');
  const rows = [
    error('  cluster mean, by the tree', prediction.tree),
    error('  means by their shares in the leaf', prediction.leafMixture),
    error('  most similar structure', prediction.nearestStructure),
    error('  mean of all spectra', prediction.meanSpectrum),
    error('  best cluster, known from the spectrum', prediction.bestCluster),
    error('  tree less mean of all', prediction.treeLessMean),
    error('  shares in the leaf less mean of all', prediction.mixtureLessMean),
  ];
  for (const line of textTable(rows)) io.out(line);
  io.out(`  ${verdict('the tree', prediction.treeLessMean)}`);
  io.out(`  ${verdict('the mixture by shares', prediction.mixtureLessMean)}`);
  const refused = routing.nRefused + prediction.nRefused;
  if (refused > 0) io.out(`  not routed: ${routing.nRefused} and ${prediction.nRefused} sites`);
}

/** Two standard errors: what chance does one time in twenty. */
function verdict(what: string, { value, std: error }: Mean): string {
  if (error === null) return `Too few groups to say whether ${what} predicts spectra.`;
  const against =
    value + 2 * error < 0
      ? 'is better than'
      : value - 2 * error > 0
        ? 'is worse than'
        : 'is not shown to be better than';
  return `For spectra of new groups ${what} ${against} the mean of all.`;
}

function sayImportances({ importances }: StructureTree, io: CliIo): void {
  const largestFirst = [...importances.families].sort((a, b) => b.accuracyLost - a.accuracyLost);
  io.out('');
  io.out('Accuracy lost when a family of descriptors is mixed up:');
  const rows = largestFirst.map(({ name, accuracyLost, std: error }) => [
    `  ${name}`,
    `${(100 * accuracyLost).toFixed(1)} ± ${(100 * error).toFixed(1)} %`,
  ]);
  for (const line of textTable(rows)) io.out(line);
}

/** Where a structure came to, and how much to trust it. */
export function sayPrediction(prediction: SpectrumPrediction, io: CliIo): void {
  const { rule, purity, nSites, expectedError, reasons, nearestSites } = prediction;
  io.out(rule.text);
  io.out(
    `leaf of ${nSites} sites, ${percent(purity)} of this cluster; relative error to expect ${expectedError.toFixed(2)}`,
  );
  for (const reason of reasons) io.out(`outside what is known: ${reason}`);
  io.out('most similar structures:');
  const rows = nearestSites.map(({ id, cluster, distance }) => [
    `  ${id}`,
    `cluster ${cluster + 1}`,
    `${distance.toFixed(2)} standard deviations`,
  ]);
  for (const line of textTable(rows)) io.out(line);
}
