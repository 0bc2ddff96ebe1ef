import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { formatFixed, formatWithStd } from '../../plot/format.js';
import { categoryColor } from '../../plot/palette.js';
import { ClusterSpectra } from './cluster-spectra.js';
import { TreeDendrogram } from './tree-dendrogram.js';
import { TreeDiagram } from './tree-diagram.js';
import { clusterName } from './tree-layout.js';

interface GroupedMean {
  readonly value: number;
  readonly std: number | null;
}

const percent = ({ value, std }: GroupedMean): string =>
  `${formatFixed(100 * value, 0)}${std === null ? '' : ` ± ${formatFixed(100 * std, 0)}`} %`;

/** What the tree is worth, in words: it may be worth nothing for a new compound. */
export function worthOf({ measures }: Pick<StructureTree, 'measures'>): string[] {
  const { routing, prediction } = measures;
  const { treeLessMean } = prediction;
  const isBetter = treeLessMean.value < 0 && treeLessMean.value + 2 * (treeLessMean.std ?? Infinity) < 0;
  return [
    `Of compounds left out, ${percent(routing.accuracy)} of the sites are sent to their own cluster; always the largest would be right for ${formatFixed(100 * routing.majorityAccuracy, 0)} %.`,
    `A spectrum predicted by the tree is off by ${formatWithStd(prediction.tree.value, prediction.tree.std)} of its size, the mean of all spectra by ${formatWithStd(prediction.meanSpectrum.value, prediction.meanSpectrum.std)}: ${isBetter ? 'the tree is better' : 'for a new compound the tree is not shown to be better'}.`,
  ];
}

function Rules({ tree }: { readonly tree: StructureTree }) {
  return (
    <section className="panel scroll" data-table="rules">
      <h3>The same in words</h3>
      <table>
        <thead>
          <tr>
            <th>Where</th>
            <th>Its spectrum is of</th>
            <th className="num">Right</th>
          </tr>
        </thead>
        <tbody>
          {tree.rules.map(({ leaf, cluster, conditions, nRight, nSites }) => (
            <tr key={leaf}>
              <td className="wrap">{conditions.length === 0 ? 'everywhere' : conditions.join(' and ')}</td>
              <td>
                <span className="swatch">
                  <i style={{ background: categoryColor(cluster) }} aria-hidden="true" />
                  {clusterName(cluster)}
                </span>
              </td>
              <td className="num">
                {nRight} of {nSites}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Importances({ tree }: { readonly tree: StructureTree }) {
  const ranked = [...tree.importances.families].sort((a, b) => b.accuracyLost - a.accuracyLost);
  if (ranked.length === 0) return null;
  return (
    <section className="panel scroll" data-table="importances">
      <h3>What the tree rests on</h3>
      <table className="compact">
        <thead>
          <tr>
            <th>Family of descriptors</th>
            <th className="num" title="Share of left-out sites lost when the family is mixed up among the sites">
              Accuracy lost without it
            </th>
          </tr>
        </thead>
        <tbody>
          {ranked.map(({ name, accuracyLost, std }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{percent({ value: accuracyLost, std })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Clusters of the training spectra, the structure that tells them apart, and what that is worth. */
export function TreeSection({ tree }: { readonly tree: StructureTree }) {
  return (
    <section className="evaluation" aria-label="Why spectra differ">
      <h2>Why spectra differ</h2>
      <div className="note lines">
        {worthOf(tree).map((sentence) => (
          <span key={sentence}>{sentence}</span>
        ))}
      </div>
      <div className="two-columns">
        <TreeDendrogram tree={tree} />
        <ClusterSpectra tree={tree} />
      </div>
      <TreeDiagram tree={tree} />
      <div className="two-one">
        <Rules tree={tree} />
        <Importances tree={tree} />
      </div>
    </section>
  );
}
