import { useState } from 'react';
import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { Input, SelectField } from './fields.js';
import { ColumnChoice } from './column-choice.js';
import { type ColumnInfo, ENERGY } from './types.js';
import { useColumns } from './use-rows.js';

const KINDS = [
  ['experiment', 'experiment'],
  ['dft', 'DFT'],
  ['machine-learned-potential', 'machine-learned potential'],
  ['empirical-potential', 'empirical potential'],
  ['unknown', 'unknown'],
] as const;

/** Columns whose values are properties: those that come from where the energy does. */
function usePropertyColumns(): readonly ColumnInfo[] {
  const columns = useColumns();
  const origin = columns.find(({ name }) => name === ENERGY)?.provenance;
  return columns.filter(({ provenance }) => provenance === origin);
}

const EMPTY = {
  name: ENERGY,
  value: '',
  std: '',
  methodKind: 'experiment',
  method: '',
  temperatureK: '',
  note: '',
};

function requestOf(wish: typeof EMPTY): object {
  const { name, value, std, methodKind, method, temperatureK, note } = wish;
  return {
    ...{ name, value: Number(value), methodKind, method: method.trim() },
    ...(std.trim() === '' ? {} : { std: Number(std) }),
    ...(temperatureK.trim() === '' ? {} : { conditions: { temperature_K: Number(temperatureK) } }),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  };
}

interface AddPropertyProps {
  readonly boundaryId: string;
  readonly onAdded: () => void;
}

/** A value by hand; one of the same method and conditions is superseded, not lost. */
export function AddProperty({ boundaryId, onAdded }: AddPropertyProps) {
  const [wish, setWish] = useState(EMPTY);
  const { problem, run } = useAction();
  const columns = usePropertyColumns();
  const definition = columns.find(({ name }) => name === wish.name);
  const field = (name: keyof typeof EMPTY) => ({
    value: wish[name],
    onChange: (value: string) => setWish({ ...wish, [name]: value }),
  });
  const send = (): void =>
    run(async () => {
      await postJson(`/catalogue/boundaries/${boundaryId}/properties`, requestOf(wish));
      setWish({ ...EMPTY, name: wish.name, methodKind: wish.methodKind, method: wish.method });
      onAdded();
    });
  return (
    <>
      <form
        className="filters"
        aria-label="Add a value"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <ColumnChoice label="Property" columns={columns} {...field('name')} />
        <Input label="Value" size={8} required {...field('value')} />
        <Input label="± std" size={6} {...field('std')} />
        <SelectField label="Kind of method" options={KINDS} {...field('methodKind')} />
        <Input label="Method" size={22} required hint="thermal grooving, AFM" {...field('method')} />
        <Input label="Temperature (K)" size={6} {...field('temperatureK')} />
        <Input label="Note, source" size={22} {...field('note')} />
        <button type="submit" className="primary">
          Add
        </button>
      </form>
      {definition !== undefined && <p className="note">{definition.description}</p>}
      {problem !== null && <ProblemCard problem={problem} />}
    </>
  );
}
