import { useState } from 'react';
import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { useResource } from '../app/use-resource.js';
import { formatBytes, formatFixed } from '../plot/format.js';
import type { Storage, SweepReport } from './types.js';

const STORES = { memory: 'memory', 'file-system': 'the file system', s3: 'a bucket of S3' } as const;
const count = (n: number, what: string): string => `${formatFixed(n, 0)} ${what}${n === 1 ? '' : 's'}`;

function Facts({ storage }: { readonly storage: Storage }) {
  const { store, nBlobs, bytes, nUnreferenced, unreferencedBytes, nUploads, uploadBytes } = storage;
  return (
    <dl className="facts">
      <dt>Kept in</dt>
      <dd>{STORES[store]}</dd>
      <dt>All</dt>
      <dd>
        {count(nBlobs, 'file')}, {formatBytes(bytes)}
      </dd>
      <dt>No record points to</dt>
      <dd>
        {count(nUnreferenced, 'file')}, {formatBytes(unreferencedBytes)}
      </dd>
      <dt>On their way</dt>
      <dd>
        {count(nUploads, 'upload')}, {formatBytes(uploadBytes)} reserved
      </dd>
    </dl>
  );
}

const reportText = ({ dryRun, nRemoved, bytes }: SweepReport): string =>
  nRemoved === 0
    ? 'There is nothing to remove.'
    : `${count(nRemoved, 'file')}, ${formatBytes(bytes)}, ${dryRun ? 'would be removed' : nRemoved === 1 ? 'was removed' : 'were removed'}.`;

/** What is stored, and what of it can go: looked at first, then removed. */
export function StorageTab() {
  const { data, problem, reload } = useResource<Storage>('/storage');
  const [report, setReport] = useState<SweepReport | null>(null);
  const action = useAction();
  const sweep = (dryRun: boolean): void =>
    action.run(async () => {
      setReport(await postJson<SweepReport>('/storage/sweep', { dryRun }));
      if (!dryRun) reload();
    });
  const shown = problem ?? action.problem;
  return (
    <>
      {shown !== null && <ProblemCard problem={shown} />}
      {data === null && problem === null && <p className="note">Looking through what is stored…</p>}
      {data !== null && (
        <section className="panel admin-form">
          <Facts storage={data} />
          <p className="note">
            What no record points to is removed by itself every hour, once it is an hour old. The same by
            hand: <code>kaimen storage sweep --dry-run</code>; whole copies: <code>kaimen backup FOLDER</code>
            .
          </p>
          <div className="bar">
            <button type="button" disabled={action.busy} onClick={() => sweep(true)}>
              See what would be removed
            </button>
            {report?.dryRun === true && report.nRemoved > 0 && (
              <button type="button" className="primary" disabled={action.busy} onClick={() => sweep(false)}>
                Remove them
              </button>
            )}
            {report !== null && <span role="status">{reportText(report)}</span>}
          </div>
        </section>
      )}
    </>
  );
}
