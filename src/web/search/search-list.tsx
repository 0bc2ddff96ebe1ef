import { useState } from 'react';
import { postJson } from '../app/api.js';
import { hasEnded, type Page } from '../app/api-types.js';
import { dateText } from '../app/describe-scan.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { navigate } from '../app/router.js';
import { useAction } from '../app/use-action.js';
import { useInterval, useResource } from '../app/use-resource.js';
import type { PlaneChoice, Search } from './types.js';

const REFRESH_MS = 3_000;
const STRUCTURES = ['fcc', 'bcc', 'diamond', 'rocksalt', 'fluorite', 'perovskite'] as const;
const METHODS = ['kriging', 'random', 'exhaustive'] as const;

interface Wish {
  readonly structure: (typeof STRUCTURES)[number];
  readonly elements: string;
  readonly lattice: string;
  readonly axis: string;
  readonly plane: PlaneChoice | null;
  readonly method: (typeof METHODS)[number];
  readonly budget: string;
  readonly engine: 'eam' | 'external';
  readonly potential: string;
}

const BEGINNING: Wish = {
  structure: 'fcc',
  elements: 'Cu',
  lattice: '3.615',
  axis: '0,0,1',
  plane: null,
  method: 'kriging',
  budget: '40',
  engine: 'eam',
  potential: 'mishin-cu-2001',
};
const COPPER_DEMO = { sigma: 5, planeA: [2, 1, 0] } as const;

const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const numbersOf = (text: string): number[] => wordsOf(text).map(Number);

function requestOf(wish: Wish, plane: Pick<PlaneChoice, 'sigma' | 'planeA'>): object {
  const latticeAngstrom = numbersOf(wish.lattice);
  return {
    boundary: {
      crystal: {
        structure: wish.structure,
        elements: wordsOf(wish.elements),
        ...(latticeAngstrom.length === 0 ? {} : { latticeAngstrom }),
      },
      axis: numbersOf(wish.axis),
      sigma: plane.sigma,
      plane: plane.planeA,
      ...('planeB' in plane ? { otherPlane: (plane as PlaneChoice).planeB } : {}),
    },
    engine: wish.engine === 'eam' ? { name: 'eam', potential: wish.potential } : { name: 'external' },
    method: wish.method,
    ...(wish.budget === '' ? {} : { budget: Number(wish.budget) }),
  };
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Field({ label, value, onChange }: FieldProps) {
  return (
    <label>
      {label} <input value={value} size={10} onChange={(e) => onChange(e.target.value)} />
    </label>
  );
}

function Choice({ label, value, onChange, of }: FieldProps & { readonly of: readonly string[] }) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(e) => onChange(e.target.value)}>
        {of.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

const planeText = ({ sigma, misorientationDeg, planeA, planeB, kind }: PlaneChoice): string =>
  `Σ${sigma} ${misorientationDeg.toFixed(2)}° (${planeA.join(' ')}) | (${planeB.join(' ')}) ${kind}`;

interface PlaneSelectProps {
  readonly choices: readonly PlaneChoice[];
  readonly chosen: PlaneChoice | null;
  readonly onChoose: (plane: PlaneChoice) => void;
}

function PlaneSelect({ choices, chosen, onChoose }: PlaneSelectProps) {
  return (
    <label>
      Boundary{' '}
      <select
        value={chosen === null ? '' : String(choices.indexOf(chosen))}
        onChange={(e) => onChoose(choices[Number(e.target.value)])}
      >
        {choices.map((choice, i) => (
          <option key={i} value={i}>
            {planeText(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

function NewSearch({ onBegin }: { readonly onBegin: (request: object) => void }) {
  const [wish, setWish] = useState(BEGINNING);
  const change = (part: Partial<Wish>): void => setWish({ ...wish, ...part });
  const elements = wordsOf(wish.elements).join(',');
  const query = `structure=${wish.structure}&elements=${elements}&axis=${numbersOf(wish.axis).join(',')}`;
  const planes = useResource<{ items: readonly PlaneChoice[] }>(
    numbersOf(wish.axis).length === 3 ? `/boundary-planes?${query}` : null,
  );
  const choices = planes.data?.items ?? [];
  const chosen = wish.plane ?? choices[0] ?? null;
  return (
    <section className="panel">
      <h2>New search</h2>
      <form
        className="bar"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== null) onBegin(requestOf(wish, chosen));
        }}
      >
        <Choice
          label="Structure"
          of={STRUCTURES}
          value={wish.structure}
          onChange={(structure) => change({ structure: structure as Wish['structure'], plane: null })}
        />
        <Field label="Elements" value={wish.elements} onChange={(elements) => change({ elements })} />
        <Field label="Lattice (Å)" value={wish.lattice} onChange={(lattice) => change({ lattice })} />
        <Field label="Axis" value={wish.axis} onChange={(axis) => change({ axis, plane: null })} />
        <PlaneSelect choices={choices} chosen={chosen} onChoose={(plane) => change({ plane })} />
        <Choice
          label="Energies from"
          of={['eam', 'external']}
          value={wish.engine}
          onChange={(engine) => change({ engine: engine as Wish['engine'] })}
        />
        {wish.engine === 'eam' && (
          <Field label="Potential" value={wish.potential} onChange={(potential) => change({ potential })} />
        )}
        <Choice
          label="Method"
          of={METHODS}
          value={wish.method}
          onChange={(method) => change({ method: method as Wish['method'] })}
        />
        <Field label="Budget" value={wish.budget} onChange={(budget) => change({ budget })} />
        <button type="submit" disabled={chosen === null}>
          Search
        </button>
      </form>
      {planes.problem !== null && <ProblemCard problem={planes.problem} />}
    </section>
  );
}

function stateOf({ job, status }: Search): string {
  if (job.state === 'failed') return 'failed';
  if (job.state === 'cancelled') return 'cancelled';
  return hasEnded(job.state) ? `done (${status.stopped ?? ''})` : `${Math.round(100 * job.progress)} %`;
}

function SearchTable({ searches }: { readonly searches: readonly Search[] }) {
  return (
    <section className="panel scroll">
      <table>
        <thead>
          <tr>
            <th>Search</th>
            <th>State</th>
            <th className="num">Lowest (J/m²)</th>
            <th className="num">Evaluated</th>
            <th>Engine</th>
            <th className="num">Begun</th>
          </tr>
        </thead>
        <tbody>
          {searches.map((search) => (
            <tr key={search.id}>
              <th scope="row" className="wrap">
                <Link to={`/searches/${search.id}`}>{search.label}</Link>
              </th>
              <td>{stateOf(search)}</td>
              <td className="num">{search.status.best?.energyJPerM2.toFixed(4) ?? '–'}</td>
              <td className="num">
                {search.status.nObserved} of {search.nCandidates ?? '–'}
              </td>
              <td>{search.engine}</td>
              <td className="num">{dateText(search.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** All searches, and how to begin one. */
export function SearchList() {
  const searches = useResource<Page<Search>>('/searches?limit=100');
  const { problem, run } = useAction();
  useInterval(searches.reload, REFRESH_MS, true);
  const begin = (request: object): void =>
    run(async () => {
      const { search } = await postJson<{ search: Search }>('/searches', request);
      navigate(`/searches/${search.id}`);
    });
  const items = searches.data?.items ?? [];
  return (
    <>
      <NewSearch onBegin={begin} />
      {problem !== null && <ProblemCard problem={problem} />}
      {searches.problem !== null && <ProblemCard problem={searches.problem} />}
      {items.length > 0 && <SearchTable searches={items} />}
      {searches.data !== null && items.length === 0 && (
        <section className="panel teach">
          <h2>How low is this boundary, and are we done?</h2>
          <p>
            Kaimen makes the candidates of a grain boundary (translations, terminations, atoms taken out),
            relaxes the promising ones, and says when nothing better is to be expected.
          </p>
          <p>
            <button
              type="button"
              onClick={() => begin(requestOf(BEGINNING, { ...COPPER_DEMO, planeA: [2, 1, 0] }))}
            >
              Try Σ5 (210)[001] of copper
            </button>{' '}
            It takes some seconds.
          </p>
        </section>
      )}
    </>
  );
}
