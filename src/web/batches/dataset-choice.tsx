import { dateText } from '../app/describe-scan.js';
import type { Dataset, Page } from '../app/api-types.js';
import { Pager, useCursor } from '../app/pager.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';

export interface DatasetFilter {
  readonly name: string;
  /** YYYY-MM-DD, in the time of this place. */
  readonly since: string;
  readonly format: string;
}

interface FilterFieldsProps {
  readonly filter: DatasetFilter;
  readonly onChange: (filter: DatasetFilter) => void;
}

export function FilterFields({ filter, onChange }: FilterFieldsProps) {
  const change = (part: Partial<DatasetFilter>): void => onChange({ ...filter, ...part });
  return (
    <div className="bar">
      <label className="inline">
        File name
        <input
          value={filter.name}
          placeholder="*.dm4"
          maxLength={200}
          onChange={(event) => change({ name: event.target.value })}
        />
      </label>
      <label className="inline">
        Uploaded since
        <input type="date" value={filter.since} onChange={(event) => change({ since: event.target.value })} />
      </label>
      <label className="inline">
        Format
        <input
          value={filter.format}
          placeholder="any"
          size={8}
          maxLength={40}
          onChange={(event) => change({ format: event.target.value })}
        />
      </label>
      <span className="note">* stands for any characters, ? for one; what is empty is not asked.</span>
    </div>
  );
}

interface PickDatasetsProps {
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Datasets that have been read, newest first, a page at a time; what was chosen on another page stays chosen. */
export function PickDatasets({ chosen, onChange }: PickDatasetsProps) {
  const cursor = useCursor();
  const { data, problem } = useResource<Page<Dataset>>(`/datasets?limit=50${cursor.query}`);
  const ready = (data?.items ?? []).filter((dataset) => dataset.state === 'ready');
  const areAll = ready.length > 0 && ready.every((dataset) => chosen.has(dataset.id));
  const set = (ids: readonly string[], isChosen: boolean): void => {
    const next = new Set(chosen);
    for (const id of ids)
      if (isChosen) next.add(id);
      else next.delete(id);
    onChange(next);
  };
  if (problem !== null) return <ProblemCard problem={problem} />;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th className="pick">
              <input
                type="checkbox"
                aria-label="Choose all of this page"
                checked={areAll}
                onChange={(event) =>
                  set(
                    ready.map(({ id }) => id),
                    event.target.checked,
                  )
                }
              />
            </th>
            <th>Dataset</th>
            <th className="num">Added</th>
          </tr>
        </thead>
        <tbody>
          {ready.map(({ id, fileName, createdAt }) => (
            <tr key={id}>
              <td className="pick">
                <input
                  type="checkbox"
                  aria-label={`Choose ${fileName}`}
                  checked={chosen.has(id)}
                  onChange={(event) => set([id], event.target.checked)}
                />
              </td>
              <th scope="row" className="wrap">
                {fileName}
              </th>
              <td className="num">{dateText(createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager cursor={cursor} next={data?.nextCursor ?? null} />
    </>
  );
}
