import { useState } from 'react';
import { dateText } from '../app/describe-scan.js';
import { formatFixed, formatNumber, formatWithStd } from '../plot/format.js';
import { Fold } from './fields.js';
import { columnTitle, conditionsText, count } from './sentences.js';
import { ShowMore } from './show-more.js';
import { SourceLink } from './source-link.js';
import type { Property, Source } from './types.js';

/** A doubt that is not told is left away here: most values of the literature have none. */
const valueText = ({ value, std }: Property): string =>
  std === null ? formatNumber(value, 4) : formatWithStd(value, std);

function Values({ properties }: { readonly properties: readonly Property[] }) {
  return (
    <div className="scroll">
      <table data-table="properties">
        <thead>
          <tr>
            <th>Property</th>
            <th className="num">Value</th>
            <th>Method</th>
            <th>Conditions</th>
            <th>From</th>
            <th className="num">Added</th>
          </tr>
        </thead>
        <tbody>
          {properties.map((property) => (
            <tr key={property.id}>
              <th scope="row">{columnTitle(property.name)}</th>
              <td className="num">
                {valueText(property)} {property.unit}
              </td>
              <td className="wrap">
                {property.method} <span className="chip">{property.methodKind.replace(/-/g, ' ')}</span>
              </td>
              <td className="wrap note">{conditionsText(property.conditions)}</td>
              <td className="wrap note">
                <SourceLink source={property.source as Source} />
              </td>
              <td className="num">{dateText(property.addedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const FIRST = 5;
const MORE = 100;

/** The lowest first; more when they are asked for, a hundred at a time: a boundary may have thousands. */
function Some({ properties }: { readonly properties: readonly Property[] }) {
  const [shown, setShown] = useState(FIRST);
  return (
    <>
      <Values properties={properties.slice(0, shown)} />
      <ShowMore
        left={properties.length - shown}
        onMore={() => setShown(shown === FIRST ? MORE : shown + MORE)}
      />
    </>
  );
}

/** 'Boundary energy: 5 584 values from 0.936 to 1.30 J/m², of 2 methods'. */
function groupText(properties: readonly Property[]): string {
  const [first] = properties;
  const last = properties[properties.length - 1];
  const methods = new Set(properties.map(({ method }) => method)).size;
  const range = `${formatNumber(first.value, 3)} to ${formatNumber(last.value, 3)} ${first.unit}`.trim();
  return `${columnTitle(first.name)}: ${count(properties.length, 'value')} from ${range}${methods > 1 ? `, of ${methods} methods, which do not compare` : ''}`;
}

/** Values of one property beside each other, the lowest first. */
function byName(properties: readonly Property[]): readonly (readonly Property[])[] {
  const groups = new Map<string, Property[]>();
  for (const property of properties) {
    const group = groups.get(property.name) ?? [];
    group.push(property);
    groups.set(property.name, group);
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([, group]) => group.sort((a, b) => a.value - b.value));
}

/** Current values by property; those that a better one superseded are kept, folded away. */
export function PropertiesTable({ properties }: { readonly properties: readonly Property[] }) {
  const current = properties.filter(({ supersededBy }) => supersededBy === null);
  const superseded = properties.filter(({ supersededBy }) => supersededBy !== null);
  if (properties.length === 0)
    return <p className="empty">No value of it is known. Add one below, or import a table that holds it.</p>;
  const groups = byName(current);
  const few = groups.filter((group) => group.length <= FIRST).flat();
  return (
    <>
      {few.length > 0 && <Values properties={few} />}
      {groups
        .filter((group) => group.length > FIRST)
        .map((group) => (
          <section key={group[0].name} className="stack">
            <h3>{groupText(group)}</h3>
            <Some properties={group} />
          </section>
        ))}
      {superseded.length > 0 && (
        <Fold
          title={`${formatFixed(superseded.length, 0)} superseded by newer values of the same method and conditions`}
        >
          <Some properties={byName(superseded).flat()} />
        </Fold>
      )}
    </>
  );
}
