import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { Figure } from '../plot/figure.js';
import { formatNumber } from '../plot/format.js';
import { Line, RuleX } from '../plot/layers.js';
import { Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { columnTitle } from './sentences.js';
import type { Structure } from './types.js';
import { useColumns } from './use-rows.js';

/** Values at even steps, as the service keeps them. */
interface Profile {
  readonly startAngstrom: number;
  readonly stepAngstrom: number;
  readonly sigmaAngstrom: number;
}

interface Detail {
  readonly schema: string;
  readonly message?: string;
  readonly place?: { readonly heightsAngstrom: readonly number[] };
  readonly density?: Profile & { readonly total: readonly (number | null)[] };
  readonly radial?: Profile & { readonly values: readonly (number | null)[] };
}

interface Descriptors {
  readonly zone: Readonly<Record<string, number | null>>;
  readonly detail: Detail | null;
}

interface ProfileFigureProps {
  readonly name: string;
  readonly title: string;
  readonly quantity: string;
  readonly unit: string;
  readonly profile: Profile;
  readonly values: readonly (number | null)[];
  readonly marks?: readonly number[];
}

function ProfileFigure({ name, title, quantity, unit, profile, values, marks = [] }: ProfileFigureProps) {
  const { startAngstrom, stepAngstrom, sigmaAngstrom } = profile;
  const xs = values.map((_, i) => startAngstrom + i * stepAngstrom);
  const across = name === 'density' ? 'Height' : 'Distance';
  const [lo, hi] = padded(extent(values));
  return (
    <Figure
      title={title}
      name={name}
      note={`Drawn out by a Gaussian of ${formatNumber(sigmaAngstrom, 2)} Å.`}
      table={() => ({
        columns: [`${across.toLowerCase()}_angstrom`, `${quantity.toLowerCase().replace(/ /g, '_')}`],
        rows: values.map((value, i) => [xs[i], value]),
      })}
    >
      <Plot
        label={title}
        height={240}
        arrows="none"
        x={{ label: across, unit: 'Å', domain: [xs[0] ?? 0, xs.at(-1) ?? 1] }}
        y={{ label: quantity, unit, domain: [Math.min(0, lo), hi] }}
      >
        {marks.map((mark) => (
          <RuleX key={mark} at={mark} color="var(--model)" dash="5 4" />
        ))}
        <Line xs={xs} ys={values} color="var(--signal)" width={1.6} />
      </Plot>
    </Figure>
  );
}

/** The profile counts heights from the lowest boundary, the place from the origin of the cell. */
function heightsOf(place: Detail['place']): readonly number[] {
  const heights = place?.heightsAngstrom ?? [];
  const first = Math.min(...heights);
  return heights.map((height) => height - first);
}

function Profiles({ detail }: { readonly detail: Detail }) {
  const { density, radial, place } = detail;
  return (
    <div className="pair">
      {density !== undefined && (
        <ProfileFigure
          {...{
            name: 'density',
            title: 'Density across the boundary',
            quantity: 'Number density',
            unit: 'Å⁻³',
          }}
          profile={density}
          values={density.total}
          marks={heightsOf(place)}
        />
      )}
      {radial !== undefined && (
        <ProfileFigure
          {...{
            name: 'radial',
            title: 'Neighbours of the zone’s atoms',
            quantity: 'Neighbours',
            unit: 'Å⁻¹',
          }}
          profile={radial}
          values={radial.values}
        />
      )}
    </div>
  );
}

function Zone({ zone }: { readonly zone: Descriptors['zone'] }) {
  const columns = useColumns();
  const told = Object.entries(zone).filter(([, value]) => value !== null);
  return (
    <div className="scroll">
      <table data-table="descriptors">
        <tbody>
          {told.map(([name, value]) => {
            const column = columns.find((one) => one.name === name);
            return (
              <tr key={name}>
                <th scope="row">{columnTitle(name)}</th>
                <td className="num">
                  {formatNumber(value, 4)} {column?.unit}
                </td>
                <td className="wrap note">{column?.description}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The zone of a structure in numbers, each with its definition; profiles of it. */
export function DescriptorsPanel({ structure }: { readonly structure: Structure }) {
  const { data, problem } = useResource<Descriptors>(`/catalogue/structures/${structure.id}/descriptors`);
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Loading…</p>;
  const { zone, detail } = data;
  return (
    <section className="panel stack" aria-label="Descriptors">
      <h2>The structure in numbers</h2>
      {detail === null && <p className="note">No profile was made of it.</p>}
      {detail?.message !== undefined && <p className="note">It could not be described: {detail.message}</p>}
      {detail !== null && <Profiles detail={detail} />}
      <Zone zone={zone} />
    </section>
  );
}
