import type { PcaResult } from '../../../science/interpretation/interpretation-result.js';
import { formatNumber } from '../../plot/format.js';
import { Figure } from '../../plot/figure.js';
import { useFrame } from '../../plot/frame.js';
import { Label, Line, Points, RuleX, RuleY } from '../../plot/layers.js';
import { Plot } from '../../plot/plot.js';

/** Name at the right end of the noise edge, which would otherwise be just a dashed line. */
function NoiseEdgeName({ at }: { readonly at: number }) {
  const f = useFrame();
  return (
    <Label
      x={f.left + f.innerWidth - 6}
      y={f.y.to(at) - 6}
      text="noise edge"
      color="var(--model)"
      anchor="end"
    />
  );
}

function screeDomain(pca: PcaResult): [number, number] {
  const positive = pca.singularValues.filter((v) => v > 0);
  return [Math.min(pca.noiseEdge, ...positive) / 1.6, Math.max(...positive) * 1.6];
}

const RULES = [
  ['noiseEdge', 'Noise edge'],
  ['gavishDonoho', 'Gavish–Donoho'],
  ['elbow', 'Elbow'],
] as const;

/** Singular values against what counting noise alone would give, and what each rule says of the rank. */
export function Scree({ pca }: { readonly pca: PcaResult }) {
  const numbers = pca.singularValues.map((_, i) => i + 1);
  const above = pca.singularValues.map((v) => (v > pca.noiseEdge ? v : null));
  const below = pca.singularValues.map((v) => (v > pca.noiseEdge ? null : v));
  const table = () => ({
    columns: ['component', 'singular_value', 'explained_share', 'above_noise_edge'],
    rows: pca.singularValues.map((v, i) => [
      i + 1,
      v,
      pca.explainedShare[i] ?? null,
      v > pca.noiseEdge ? 1 : 0,
    ]),
  });
  const kept = pca.explainedShare.slice(0, pca.rank.chosen).reduce((a, b) => a + b, 0);
  return (
    <Figure
      title="Scree"
      name="scree"
      table={table}
      note={`${pca.rank.chosen} components kept (${pca.rank.rule === 'fixed' ? 'fixed by the recipe' : 'above the noise edge'}); they carry ${formatNumber(100 * kept, 4)} % of the weighted variance.`}
    >
      <Plot
        label="Singular values of the Poisson-weighted scan"
        height={260}
        arrows="none"
        x={{ label: 'Component', unit: '', domain: [0.5, numbers.length + 0.5] }}
        y={{ label: 'Singular value', unit: '', domain: screeDomain(pca), log: true }}
      >
        <RuleX at={pca.rank.chosen + 0.5} color="var(--accent)" dash="6 4" />
        <RuleY at={pca.noiseEdge} color="var(--model)" dash="5 3" width={1.5} />
        <Line xs={numbers} ys={pca.singularValues} color="var(--line)" />
        <Points xs={numbers} ys={above} color="var(--data)" r={4} />
        <Points xs={numbers} ys={below} color="var(--ink-2)" r={3.4} hollow />
        <NoiseEdgeName at={pca.noiseEdge} />
      </Plot>
      <table className="plain">
        <thead>
          <tr>
            <th>Rule</th>
            <th className="num">Rank</th>
          </tr>
        </thead>
        <tbody>
          {RULES.map(([key, name]) => (
            <tr key={key}>
              <td>{name}</td>
              <td className="num">{pca.rank[key]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Figure>
  );
}
