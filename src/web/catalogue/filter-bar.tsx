import {
  boundOf,
  countFilters,
  filterQuery,
  indicesFilter,
  sigmaFilter,
  sigmaText,
  withBound,
} from './catalogue-query.js';
import { SelectField, TextField } from './fields.js';
import { ENERGY } from './types.js';

const KINDS = [
  ['', 'any'],
  ['symmetric-tilt', 'symmetric tilt'],
  ['asymmetric-tilt', 'asymmetric tilt'],
  ['twist', 'twist'],
  ['mixed', 'mixed'],
  ['coherent-heterophase,semi-coherent-heterophase', 'two phases'],
] as const;

const YES_NO = [
  ['', 'any'],
  ['true', 'yes'],
  ['false', 'no'],
] as const;

export type ChangeAddress = (change: Readonly<Record<string, string | null>>) => void;

interface FilterBarProps {
  readonly params: URLSearchParams;
  readonly onChange: ChangeAddress;
}

function Texts({ params, onChange }: FilterBarProps) {
  const text = (label: string, name: string, size: number, hint?: string) => (
    <TextField
      {...{ label, size, hint }}
      value={params.get(name) ?? ''}
      onCommit={(value) => onChange({ [name]: value.trim() })}
    />
  );
  return (
    <>
      {text('Text', 'text', 14, 'label, method')}
      {text('Material', 'material', 7, 'Cu')}
      {text('Chemsys', 'chemsys', 7, 'Al-O')}
      {text('Method', 'method', 14)}
    </>
  );
}

function Crystallography({ params, onChange }: FilterBarProps) {
  const indices = (label: string, name: string, hint: string) => (
    <TextField
      {...{ label, hint }}
      size={6}
      value={params.get(name) ?? ''}
      onCommit={(value) => onChange({ [name]: indicesFilter(value) })}
    />
  );
  const angle = (label: string, name: string) => (
    <TextField
      label={label}
      size={4}
      value={params.get(name) ?? ''}
      onCommit={(value) => onChange({ [name]: value.trim() })}
    />
  );
  return (
    <>
      <TextField
        label="Σ"
        size={11}
        hint="5, 3–49, general"
        value={sigmaText(params)}
        onCommit={(value) => onChange(sigmaFilter(value))}
      />
      {indices('Axis', 'rotation_axis', '0,0,1')}
      {indices('Plane', 'gb_plane', '3,1,0')}
      <SelectField
        label="Type"
        value={params.get('type') ?? ''}
        options={KINDS}
        onChange={(type) => onChange({ type })}
      />
      <span className="field-pair">
        {angle('Angle from (°)', 'angle_min')}
        {angle('to (°)', 'angle_max')}
      </span>
    </>
  );
}

function Energies({ params, onChange }: FilterBarProps) {
  const energy = (label: string, side: 'min' | 'max') => (
    <TextField
      label={label}
      size={4}
      value={boundOf(params, side, ENERGY)}
      onCommit={(value) => onChange({ [side]: withBound(params, side, [ENERGY, value]) })}
    />
  );
  const choice = (label: string, name: string) => (
    <SelectField
      label={label}
      options={YES_NO}
      value={params.get(name) ?? ''}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <>
      <span className="field-pair">
        {energy('Energy from (J/m²)', 'min')}
        {energy('to (J/m²)', 'max')}
      </span>
      {choice('Structure', 'has_structure')}
      {choice('Evidence', 'has_evidence')}
    </>
  );
}

/** Which boundaries; each field is part of the address. */
export function FilterBar({ params, onChange }: FilterBarProps) {
  const clear = Object.fromEntries([...filterQuery(params).keys()].map((name) => [name, null]));
  return (
    <form className="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Texts {...{ params, onChange }} />
      <Crystallography {...{ params, onChange }} />
      <Energies {...{ params, onChange }} />
      {countFilters(params) > 0 && (
        <button type="button" className="quiet" onClick={() => onChange(clear)}>
          Show all
        </button>
      )}
    </form>
  );
}
