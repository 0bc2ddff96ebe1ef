import { dateText } from '../app/describe-scan.js';
import { useResource } from '../app/use-resource.js';
import { Fold } from './fields.js';
import { shortened } from './sentences.js';
import type { CatalogueEvent } from './types.js';

const ACTOR = (by: string): string => (by === 'session' ? 'on the page' : by);

function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${shortened(String(value))}`)
    .join(', ');
}

interface HistoryListProps {
  readonly boundaryId: string;
}

/** What happened to it, line by line; nothing is ever taken away. */
export function HistoryList({ boundaryId }: HistoryListProps) {
  const { data } = useResource<{ items: readonly CatalogueEvent[] }>(
    `/catalogue/boundaries/${boundaryId}/history`,
  );
  return (
    <section className="panel">
      <Fold title={`History (${data?.items.length ?? '…'})`}>
        <table data-table="history">
          <tbody>
            {data?.items.map(({ seq, action, at, by, detail }) => (
              <tr key={seq}>
                <td className="num">{dateText(at)}</td>
                <th scope="row">{action.replace(/-/g, ' ')}</th>
                <td className="wrap note">{detailText(detail)}</td>
                <td>{ACTOR(by)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Fold>
    </section>
  );
}
