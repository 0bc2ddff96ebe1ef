import { formatFixed, formatNumber, unitForPeople } from '../plot/format.js';
import { scoreOf, type Evaluation, type OutputScore } from './read-evaluation.js';

const NAMES: Readonly<Record<string, string>> = {
  accuracy: 'Accuracy',
  accuracyGroupsAlike: 'Accuracy, groups alike',
  macroF1: 'Macro F₁',
  balancedAccuracy: 'Balanced accuracy',
  mae: 'Mean error',
  maeGroupsAlike: 'Mean error, groups alike',
  rmse: 'RMS error',
  bias: 'Bias',
  r2: 'R²',
  medianCosine: 'Median cosine',
  meanSetSize: 'Labels in the set',
  medianStd: 'Median std told',
};
/** Quantities in the unit of the output. */
const WITH_UNIT = new Set(['mae', 'maeGroupsAlike', 'rmse', 'bias', 'medianStd']);

const metricName = (name: string, unit: string): string => {
  const label = NAMES[name] ?? name;
  return WITH_UNIT.has(name) && unit !== '' ? `${label} (${unitForPeople(unit)})` : label;
};

/** Shares that add up to 1 have no bias: a column of rounding errors tells nothing. */
const isIdle = (name: string, scores: readonly (OutputScore | null)[]): boolean =>
  name === 'bias' && scores.every((score) => Math.abs(score?.metrics[name] ?? 0) < 1e-6);

/** Names in the order of the table above, others after them as they come. */
function metricsOf(scores: readonly (OutputScore | null)[]): string[] {
  const found = new Set(scores.flatMap((score) => Object.keys(score?.metrics ?? {})));
  const known = Object.keys(NAMES).filter((name) => found.has(name) && !isIdle(name, scores));
  return [...known, ...[...found].filter((name) => !(name in NAMES))];
}

const percent = (share: number | null): string =>
  share === null ? 'not measured' : `${formatFixed(100 * share, 1)} %`;

function Metric({ score, name }: { readonly score: OutputScore | null; readonly name: string }) {
  const value = score?.metrics[name] ?? null;
  const baseline = score?.baseline[name] ?? null;
  return (
    <td className="num">
      {value === null ? '–' : formatNumber(value, 3)}
      {baseline !== null && <small title="What it is compared with"> {formatNumber(baseline, 3)}</small>}
    </td>
  );
}

/** One output under each condition; beside a value, small, that of what it is compared with. */
export function AccuracyTable({ evaluation, output }: { readonly evaluation: Evaluation; readonly output: string }) {
  const scores = evaluation.conditions.map((condition) => scoreOf(condition, output));
  const metrics = metricsOf(scores);
  const unit = scores.find((s) => s !== null)?.unit ?? '';
  const hasBaseline = scores.some((s) => s !== null && Object.keys(s.baseline).length > 0);
  return (
    <section className="panel scroll" data-table="accuracy">
      <h3>Accuracy by condition</h3>
      <table>
        <thead>
          <tr>
            <th>Condition</th>
            <th>Held out by</th>
            <th className="num">Spectra</th>
            <th className="num">Groups</th>
            <th className="num">Abstains</th>
            {metrics.map((name) => (
              <th key={name} className="num">
                {metricName(name, unit)}
              </th>
            ))}
            <th className="num">Inside its interval</th>
          </tr>
        </thead>
        <tbody>
          {evaluation.conditions.map((condition, i) => (
            <tr key={condition.name}>
              <th scope="row">{condition.label}</th>
              <td>{condition.grouping ?? '–'}</td>
              <td className="num">{formatFixed(condition.nSpectra, 0)}</td>
              <td className="num">{formatFixed(condition.nGroups, 0)}</td>
              <td className="num">{percent(condition.abstained)}</td>
              {metrics.map((name) => (
                <Metric key={name} score={scores[i]} name={name} />
              ))}
              <td className="num">{percent(scores[i]?.coverage?.share ?? null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasBaseline && <p className="note">Small: the same of the baseline that it is compared with.</p>}
    </section>
  );
}

/** How well spectra that are not of its kind are told from those that are. */
export function DomainTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const { domain } = evaluation;
  return (
    <section className="panel scroll" data-table="domain">
      <h3>Does it know what it does not know?</h3>
      {domain.length === 0 ? (
        <p className="note">Not measured.</p>
      ) : (
        <table className="compact">
          <thead>
            <tr>
              <th>Told apart from spectra it is for</th>
              <th className="num" title="Chance that a foreign spectrum scores further out than one it is for">
                AUROC
              </th>
              <th className="num">Foreign</th>
              <th className="num">Its own</th>
            </tr>
          </thead>
          <tbody>
            {domain.map(({ label, auroc, nInside, nOutside }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="num">{auroc === null ? 'not measured' : formatFixed(auroc, 3)}</td>
                <td className="num">{formatFixed(nOutside, 0)}</td>
                <td className="num">{formatFixed(nInside, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Truth against prediction; darker where more. */
export function ConfusionTable({ score }: { readonly score: OutputScore }) {
  const { confusion } = score;
  if (confusion === null) return null;
  const { labels, counts } = confusion;
  return (
    <section className="panel scroll" data-table="confusion">
      <h3>What is taken for what</h3>
      <table className="confusion">
        <thead>
          <tr>
            <th>True \ predicted</th>
            {labels.map((label) => (
              <th key={label} className="num">
                {label}
              </th>
            ))}
            <th className="num">Found</th>
          </tr>
        </thead>
        <tbody>
          {counts.map((row, i) => {
            const total = row.reduce((a, b) => a + b, 0);
            return (
              <tr key={labels[i]}>
                <th scope="row">{labels[i]}</th>
                {row.map((n, k) => (
                  <td key={k} className="num" style={{ '--share': total > 0 ? n / total : 0 } as React.CSSProperties}>
                    {n}
                  </td>
                ))}
                <td className="num">{total === 0 ? '–' : `${formatFixed((100 * row[i]) / total, 1)} %`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
