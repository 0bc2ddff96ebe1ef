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
  ['crossValidation', 'Cross-validation'],
] as const;

type Rank = PcaResult['rank'];

/** Where the counted components end; 'fixed' is said by the number alone. */
const KEPT_BY: Readonly<Record<Rank['rule'], string>> = {
  'noise-edge': 'above the noise edge',
  'gavish-donoho': 'above the threshold of Gavish and Donoho',
  elbow: 'up to the bend',
  'cross-validation': 'by cross-validation',
  fixed: 'fixed by the recipe',
};
const RULE_OF: Readonly<Record<(typeof RULES)[number][0], Rank['rule']>> = {
  noiseEdge: 'noise-edge',
  gavishDonoho: 'gavish-donoho',
  elbow: 'elbow',
  crossValidation: 'cross-validation',
};

/** One mark a rank, with the names of the rules that give it. */
function RuleMarks({ rank }: { readonly rank: Rank }) {
  const f = useFrame();
  const ranks = [...new Set(RULES.map(([key]) => rank[key]))].filter((r) => r !== null);
  const colorOf = (r: number): string => (r === rank.chosen ? 'var(--accent)' : 'var(--ink-2)');
  // A rule a line: names side by side would run out of the plot.
  const named = RULES.flatMap(([key, name]) => (rank[key] === null ? [] : [{ name, r: rank[key] }])).sort(
    (one, other) => one.r - other.r,
  );
  return (
    <>
      {ranks.map((r) => (
        <RuleX key={r} at={r + 0.5} color={colorOf(r)} dash="6 4" />
      ))}
      {named.map(({ name, r }, i) => (
        <Label key={name} x={f.x.to(r + 0.5) + 5} y={f.top + 14 + 14 * i} text={name} color={colorOf(r)} />
      ))}
    </>
  );
}

function RuleRow({
  name,
  rank,
  isChosen,
}: {
  readonly name: string;
  readonly rank: number | null;
  readonly isChosen: boolean;
}) {
  return (
    <tr aria-selected={isChosen}>
      <td>{name}</td>
      <td className="num">{rank ?? '–'}</td>
      <td>{isChosen ? 'used' : ''}</td>
    </tr>
  );
}

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
      note={`${pca.rank.chosen} components kept (${KEPT_BY[pca.rank.rule]}); they carry ${formatNumber(100 * kept, 4)} % of the weighted variance.`}
    >
      <Plot
        label="Singular values of the Poisson-weighted scan"
        height={260}
        arrows="none"
        x={{ label: 'Component', unit: '', domain: [0.5, numbers.length + 0.5] }}
        y={{ label: 'Singular value', unit: '', domain: screeDomain(pca), log: true }}
      >
        <RuleX at={pca.rank.chosen + 0.5} color="var(--accent)" dash="6 4" />
        <RuleMarks rank={pca.rank} />
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
            <th />
          </tr>
        </thead>
        <tbody>
          {RULES.map(([key, name]) => (
            <RuleRow key={key} name={name} rank={pca.rank[key]} isChosen={RULE_OF[key] === pca.rank.rule} />
          ))}
        </tbody>
      </table>
      {pca.rank.crossValidation === null && (
        <p className="note">
          Cross-validation splits whole electrons: it has no rank where counts are interpolated (aligned), and
          is done for larger scans only when the recipe asks for it.
        </p>
      )}
    </Figure>
  );
}
