import type { ReferenceFilter } from './types.js';

interface ReferenceFiltersProps {
  readonly filter: ReferenceFilter;
  readonly onChange: (filter: ReferenceFilter) => void;
}

const SHELLS = ['K', 'L1', 'L2', 'L3', 'M1', 'M2', 'M3', 'M4', 'M5', 'N4', 'N5'];

/** Which references are listed. */
export function ReferenceFilters({ filter, onChange }: ReferenceFiltersProps) {
  const set = (change: Partial<ReferenceFilter>): void => onChange({ ...filter, ...change });
  const text = (key: 'text' | 'element' | 'fromEv' | 'toEv', size: number, placeholder: string) => ({
    value: filter[key],
    ...{ size, placeholder, maxLength: 100 },
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  return (
    <section className="panel bar" role="search" aria-label="Filter references">
      <label className="inline">
        Text <input type="search" {...text('text', 20, 'name, compound, source')} />
      </label>
      <label className="inline">
        Element <input {...text('element', 4, 'Ti')} pattern="[A-Z][a-z]?" title="As in Ti" />
      </label>
      <label className="inline">
        Edge
        <select value={filter.edge} onChange={(e) => set({ edge: e.target.value })}>
          <option value="">all</option>
          {SHELLS.map((shell) => (
            <option key={shell}>{shell}</option>
          ))}
        </select>
      </label>
      <label className="inline">
        Kind
        <select
          value={filter.kind}
          onChange={(e) => set({ kind: e.target.value as ReferenceFilter['kind'] })}
        >
          <option value="">all</option>
          <option>EELS</option>
          <option>X-ray</option>
        </select>
      </label>
      <label className="inline">
        Energy from <input {...text('fromEv', 6, 'eV')} inputMode="decimal" />
      </label>
      <label className="inline">
        to <input {...text('toEv', 6, 'eV')} inputMode="decimal" />
      </label>
    </section>
  );
}
