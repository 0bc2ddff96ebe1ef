import { useState } from 'react';
import type {
  ClassesEstimate,
  DescriptorReading,
  DomainVerdict,
  NearestReference,
  ScalarEstimate,
} from '../../science/descriptors/descriptor-result.js';
import { formatFixed, formatNumber, formatWithStd, unitForPeople } from '../plot/format.js';
import { useView } from '../view/context.js';
import { positionText, withUnit } from '../view/labels.js';
import { useField } from '../view/view-store.js';
import { boundsText, drawnOf, ionForPeople, mostProbable, UNSAID, type Drawn } from './along.js';
import { NearestFigure } from './nearest-figure.js';
import { levelText } from './scalar-figure.js';
import type { ModelState } from './use-model.js';

interface AtPixel {
  readonly reading: DescriptorReading;
  readonly pixel: number;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function Verdict({ verdict }: { readonly verdict: DomainVerdict }) {
  const { inside, score, limit, reason } = verdict;
  const distance =
    score === null
      ? null
      : `Distance ${formatNumber(score, 3)}, at most ${formatNumber(limit, 3)} is inside.`;
  return (
    <p className={inside && reason === null ? 'verdict inside' : 'verdict outside'} role="status">
      {inside && reason !== null ? (
        sentence(reason)
      ) : (
        <>
          <b>{inside ? '✓ Inside what the model knows.' : '✗ No answer:'}</b>{' '}
          {!inside && `${reason ?? UNSAID}.`}
        </>
      )}{' '}
      {distance !== null && <small>{distance}</small>}
    </p>
  );
}

function ScalarRow({ estimate, reading, pixel }: AtPixel & { readonly estimate: ScalarEstimate }) {
  const [value, low, high] = [estimate.values[pixel], estimate.low[pixel], estimate.high[pixel]];
  const opinions = reading.secondOpinions.filter((o) => o.descriptorId === estimate.id);
  return (
    <>
      <div>
        <dt>
          {ionForPeople(estimate.label)}
          {estimate.unit !== '' && <small> {unitForPeople(estimate.unit)}</small>}
        </dt>
        <dd title={levelText(estimate.level)}>
          {formatWithStd(value, estimate.std[pixel])}
          {low !== null && high !== null && <small> {boundsText(low, high, estimate.std[pixel])}</small>}
        </dd>
      </div>
      {opinions.map(({ method, values, std, disagrees }) => (
        <div key={method} className="opinion">
          <dt>by {method}</dt>
          <dd>
            {formatWithStd(values[pixel], std[pixel])}
            {disagrees.includes(pixel) && <b className="differs"> ◇ disagrees</b>}
          </dd>
        </div>
      ))}
    </>
  );
}

function ClassesRow({ estimate, pixel }: { readonly estimate: ClassesEstimate; readonly pixel: number }) {
  const { label, labels, probabilities, sets, level } = estimate;
  const best = mostProbable(probabilities, pixel);
  const set = sets[pixel];
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {best === null
          ? '–'
          : `${labels[best]} (${formatFixed(100 * (probabilities[best][pixel] ?? 0), 0)} %)`}
        {set !== null && set.length > 1 && (
          <small title={`Holds the truth with ${Math.round(100 * level)} %`}> one of {set.join(', ')}</small>
        )}
      </dd>
    </div>
  );
}

function Row({ drawn, reading, pixel }: AtPixel & { readonly drawn: Drawn }) {
  if (drawn.kind === 'curve') return null;
  if (drawn.kind === 'classes') return <ClassesRow estimate={drawn} pixel={pixel} />;
  const scalars = drawn.kind === 'shares' ? drawn.parts : [drawn];
  return scalars.map((estimate) => <ScalarRow key={estimate.id} {...{ estimate, reading, pixel }} />);
}

function Values({ reading, pixel }: AtPixel) {
  const shift = reading.shiftsEv[pixel];
  return (
    <dl className="descriptors">
      {drawnOf(reading.estimates).map((drawn) => (
        <Row key={drawn.id} {...{ drawn, reading, pixel }} />
      ))}
      {shift !== null && (
        <div>
          <dt title="So that its reference feature lies where the network wants it">Spectrum moved by</dt>
          <dd>{withUnit(formatFixed(shift, 2), 'eV')}</dd>
        </div>
      )}
    </dl>
  );
}

const knownText = ({ known }: NearestReference): string =>
  Object.entries(known)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? String(Number(value.toPrecision(3))) : value}`,
    )
    .join(' · ');

interface NearestListProps {
  readonly nearest: readonly NearestReference[];
  readonly chosen: string | null;
  readonly onChoose: ((name: string) => void) | null;
}

/** Names, distances and what is known of the training spectra that are nearest. */
function NearestList({ nearest, chosen, onChoose }: NearestListProps) {
  return (
    <table className="nearest">
      <thead>
        <tr>
          <th>Training spectrum</th>
          <th className="num" title="1 is the median distance between neighbours in the training set">
            Distance
          </th>
        </tr>
      </thead>
      <tbody>
        {nearest.map((one, i) => (
          <tr key={one.name} aria-selected={one.name === chosen || (chosen === null && i === 0)}>
            <th scope="row">
              {onChoose === null ? (
                one.name
              ) : (
                <button type="button" className="link" onClick={() => onChoose(one.name)}>
                  {one.name}
                </button>
              )}
              <small>{knownText(one)}</small>
            </th>
            <td className="num">{formatNumber(one.distance, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Nearest({ reading, pixel, state }: AtPixel & { readonly state: ModelState }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const nearest = reading.nearest[pixel];
  if (nearest.length === 0) return <p className="note">No training spectrum was compared.</p>;
  const here = nearest.some(({ name }) => name === chosen) ? chosen : null;
  return (
    <>
      {state.kind === 'open' && <NearestFigure {...{ reading, pixel }} model={state.model} chosen={here} />}
      {state.kind === 'loading' && <p className="note">Loading the training spectra…</p>}
      {state.kind === 'failed' && <p className="note">Training spectra cannot be drawn: {state.reason}</p>}
      <NearestList nearest={nearest} chosen={here} onChoose={state.kind === 'open' ? setChosen : null} />
    </>
  );
}

/** All that the model says of the position under the cursor: whether it answers, what, and what it has seen like it. */
export function PositionPanel({
  reading,
  state,
}: {
  readonly reading: DescriptorReading;
  readonly state: ModelState;
}) {
  const { store, path, kind, result } = useView();
  const pixel = useField(store, 'pixel');
  const frozen = useField(store, 'frozen');
  const index = path.pixels.indexOf(pixel);
  const columns = result.scan.navigation.at(-1)?.size ?? 1;
  const where =
    kind === 'spectrum'
      ? 'This spectrum'
      : kind === 'map'
        ? `Row ${Math.floor(pixel / columns)}, column ${pixel % columns}`
        : `At ${positionText(path, index)}`;
  return (
    <section className="panel position-panel" aria-label="Structure at the cursor">
      <header>
        <h3>{where}</h3>
        {frozen && kind !== 'spectrum' && (
          <button
            type="button"
            className="quiet"
            title="Let the cursor go (Esc)"
            onClick={() => store.set({ frozen: false })}
          >
            Held
          </button>
        )}
      </header>
      <Verdict verdict={reading.verdicts[pixel]} />
      <Values reading={reading} pixel={pixel} />
      <Nearest {...{ reading, pixel, state }} />
    </section>
  );
}
