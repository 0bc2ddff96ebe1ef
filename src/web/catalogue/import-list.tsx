import { dateText } from '../app/describe-scan.js';
import { useInterval, useResource } from '../app/use-resource.js';
import { isWorkedOn } from './import-job.js';
import type { ImportSummary } from './types.js';

const STATES: Readonly<Record<ImportSummary['state'], readonly [text: string, mark: string]>> = {
  reading: ['is being read', 'busy'],
  previewed: ['read, not taken in', ''],
  committing: ['is being taken in', 'busy'],
  committed: ['in the catalogue', 'good'],
  failed: ['could not be read', 'bad'],
};
const LOOK_MS = 2000;
/** Those that somebody comes back to. */
const N_SHOWN = 6;

/** The newest imports: what is worked on goes on without this page, and can be opened again. */
export function ImportList({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { data, reload } = useResource<{ items: readonly ImportSummary[] }>('/catalogue/imports');
  const items = (data?.items ?? []).slice(0, N_SHOWN);
  useInterval(reload, LOOK_MS, items.some(isWorkedOn));
  if (items.length === 0) return null;
  return (
    <section className="scroll" aria-label="Newest imports">
      <h3>Newest imports</h3>
      <table data-table="imports">
        <tbody>
          {items.map(({ id, fileName, state, createdAt, problem }) => (
            <tr key={id}>
              <th scope="row" className="wrap">
                {fileName}
              </th>
              <td>
                <span className={`state ${STATES[state][1]}`}>{STATES[state][0]}</span>
                {problem !== null && <code> {problem.code}</code>}
              </td>
              <td className="note">{dateText(createdAt)}</td>
              <td>
                <button type="button" className="quiet" onClick={() => onOpen(id)}>
                  Open
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
