import { prepareSpectra } from '../../../science/structure-trees/prepare-spectra.js';
import { spectrumOf, type SiteSpectra } from '../../../science/structure-trees/site-spectra.js';
import type { Importance } from '../../../science/structure-trees/importance.js';
import type { GroupedMean } from '../../../science/structure-trees/group-statistics.js';
import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { dendrogramSvg } from './dendrogram-svg.js';
import { clusterSvg } from './spectra-svg.js';
import { escaped } from './svg.js';
import { treeSvg } from './tree-svg.js';

const STYLE = `
:root{color-scheme:light dark;--page:#f3f5f7;--panel:#fff;--ink:#1b2430;--ink-2:#4c5866;--line:#c3cad3;--cursor:#b5127f;
--cat-0:#0072b2;--cat-1:#d55e00;--cat-2:#007d5c;--cat-3:#b0468a;--cat-4:#8a6d00;--cat-5:#3a86c8;--cat-6:#5b4db0;--cat-7:#66707c}
@media(prefers-color-scheme:dark){:root{--page:#12161b;--panel:#1a2027;--ink:#e8ecf1;--ink-2:#a9b4c0;--line:#46515d;--cursor:#f06cc0;
--cat-0:#5ab4f0;--cat-1:#ff9a5c;--cat-2:#3fd0a4;--cat-3:#e48bc4;--cat-4:#d9b83f;--cat-5:#8fc4f2;--cat-6:#a99df0;--cat-7:#a9b4c0}}
body{font:14px/1.5 system-ui,sans-serif;margin:0 auto;max-width:1200px;padding:1rem;background:var(--page);color:var(--ink)}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
section,.card{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.6rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:.6rem}
svg{width:100%;height:auto;font-size:12px}svg text{fill:var(--ink)}.wide{overflow-x:auto}
table{border-collapse:collapse}td,th{text-align:left;padding:.15rem .8rem .15rem 0;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
code{overflow-wrap:anywhere}ol{margin:.3rem 0;padding-left:1.6rem}small{color:var(--ink-2)}`;

/**
 * One page that needs nothing else: dendrogram, mean spectra, tree, rules and scores.
 *
 * @param sites  what the tree was made from, to draw the members of each cluster; null leaves them out
 */
export function treeHtml(tree: StructureTree, sites: SiteSpectra | null): string {
  const title = `${tree.clusters.length} clusters of ${tree.sites.length} spectra, told by structure`;
  const rules = tree.rules.map(({ text }) => `<li>${escaped(text)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<h2>Which spectra are alike</h2><section>${dendrogramSvg(tree)}<small>${escaped(tree.dendrogram.criterion)}; a mark is a site, and says which when pointed at</small></section>
<h2>What the clusters look like</h2><div class="cards">${clustersHtml(tree, sites)}</div>
<small>mean, ± one standard deviation between sites, and the sites; the mean over the range is 1</small>
<h2>By which structure they differ</h2><section class="wide">${treeSvg(tree)}</section>
<section><ol>${rules}</ol></section>
<h2>How far to trust it</h2><section>${scoresHtml(tree)}</section>
<h2>Which descriptors it rests on</h2><section>${importancesHtml(tree)}</section>
<h2>How it was made</h2><section>${originHtml(tree)}</section>
</body></html>
`;
}

function clustersHtml(tree: StructureTree, sites: SiteSpectra | null): string {
  const { nChannels } = tree.energy;
  const spectra =
    sites === null ? null : prepareSpectra(sites.spectra, sites.energy, tree.provenance.options).spectra;
  const members = tree.clusters.map(({ label }) =>
    spectra === null
      ? []
      : tree.sites.flatMap((site, at) =>
          site.cluster === label ? [spectrumOf(spectra, nChannels, at)] : [],
        ),
  );
  const all = [
    ...members.flat(),
    ...tree.clusters.map(({ mean, std }) => mean.map((m, ch) => m + (std?.[ch] ?? 0))),
  ];
  const highest = all.reduce((most, spectrum) => Math.max(most, ...spectrum), 0);
  return tree.clusters
    .map((cluster) => `<div class="card">${clusterSvg(tree, cluster, members[cluster.label], highest)}</div>`)
    .join('');
}

const numberCell = (text: string): string => `<td class="n">${text}</td>`;

function meanRow(what: string, { value, std }: GroupedMean, digits: number): string {
  const error = std === null ? '' : ` ± ${std.toFixed(digits)}`;
  return `<tr><td>${escaped(what)}</td>${numberCell(`${value.toFixed(digits)}${error}`)}</tr>`;
}

function scoresHtml({ measures }: StructureTree): string {
  const { routing, prediction, trainingAccuracy } = measures;
  const plain = (value: number): GroupedMean => ({ value, std: null });
  return `<p>${routing.nGroups} groups, each left out; ± between groups.</p><table>
<tr><th colspan="2">From structure to cluster, share right</th></tr>
${meanRow('the tree, groups left out', routing.accuracy, 2)}${meanRow('balanced over clusters', plain(routing.balancedAccuracy), 2)}${meanRow('always the largest cluster', plain(routing.majorityAccuracy), 2)}${meanRow('the sites the tree was made from (flatters)', plain(trainingAccuracy), 2)}
<tr><th colspan="2">From structure to spectrum, relative error, clusters made anew</th></tr>
${meanRow('mean of the cluster that the tree leads to', prediction.tree, 3)}${meanRow('means by their shares in the leaf', prediction.leafMixture, 3)}${meanRow('spectrum of the most similar structure', prediction.nearestStructure, 3)}${meanRow('mean of all spectra', prediction.meanSpectrum, 3)}${meanRow('best cluster, known from the spectrum', prediction.bestCluster, 3)}${meanRow('the tree less the mean of all', prediction.treeLessMean, 3)}${meanRow('shares in the leaf less the mean of all', prediction.mixtureLessMean, 3)}
</table>${confusionHtml(routing.confusion)}`;
}

function confusionHtml(confusion: readonly (readonly number[])[]): string {
  const head = confusion.map((_, c) => `<th>sent to ${c + 1}</th>`).join('');
  const rows = confusion.map(
    (row, c) => `<tr><th>cluster ${c + 1}</th>${row.map((count) => numberCell(String(count))).join('')}</tr>`,
  );
  return `<table><tr><th>Sites, groups left out</th>${head}</tr>${rows.join('')}</table>`;
}

function importancesHtml({ importances, descriptors }: StructureTree): string {
  const labelOf = (name: string): string => descriptors.find((one) => one.name === name)?.label ?? name;
  const rows = (list: readonly Importance[], label: (name: string) => string): string =>
    [...list]
      .sort((a, b) => b.accuracyLost - a.accuracyLost)
      .map(({ name, accuracyLost, std }) => {
        const text = `${(100 * accuracyLost).toFixed(1)} ± ${(100 * std).toFixed(1)} %`;
        return `<tr><td>${escaped(label(name))}</td>${numberCell(text)}</tr>`;
      })
      .join('');
  return `<p>Accuracy lost, groups left out, when values are mixed up among the sites.</p><table><tr><th colspan="2">families</th></tr>${rows(importances.families, (name) => name)}<tr><th colspan="2">single descriptors</th></tr>${rows(importances.descriptors, labelOf)}</table>`;
}

function originHtml({ provenance }: StructureTree): string {
  const { software, options, inputs } = provenance;
  const files = inputs.map(
    ({ name, sha256 }) => `<li>${escaped(name)}: <code>${escaped(sha256)}</code></li>`,
  );
  return `<p>${escaped(`${software.name} ${software.version}`)}</p><p><code>${escaped(JSON.stringify(options))}</code></p><ul>${files.join('')}</ul>`;
}
