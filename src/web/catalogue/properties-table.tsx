import { dateText } from '../app/describe-scan.js';
import { formatNumber, formatWithStd } from '../plot/format.js';
import { Fold } from './fields.js';
import { columnTitle, conditionsText } from './sentences.js';
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
              <td className="wrap">{conditionsText(property.conditions)}</td>
              <td className="wrap">
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

/** Values of one property beside each other, the lowest first. */
const byName = (a: Property, b: Property): number => a.name.localeCompare(b.name, 'en') || a.value - b.value;

const MOST_SHOWN = 40;

/** Current values; those that a better one superseded are kept, folded away. */
export function PropertiesTable({ properties }: { readonly properties: readonly Property[] }) {
  const current = properties.filter(({ supersededBy }) => supersededBy === null).sort(byName);
  const superseded = properties.filter(({ supersededBy }) => supersededBy !== null);
  if (properties.length === 0) return <p className="empty">No value of it is known.</p>;
  return (
    <>
      <Values properties={current.slice(0, MOST_SHOWN)} />
      {current.length > MOST_SHOWN && (
        <Fold title={`${current.length - MOST_SHOWN} more`}>
          <Values properties={current.slice(MOST_SHOWN)} />
        </Fold>
      )}
      {superseded.length > 0 && (
        <Fold title={`${superseded.length} superseded`}>
          <Values properties={superseded} />
        </Fold>
      )}
    </>
  );
}
