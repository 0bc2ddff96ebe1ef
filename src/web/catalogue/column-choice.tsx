import { SelectField } from './fields.js';
import { columnTitle } from './sentences.js';
import type { ColumnInfo } from './types.js';

interface ColumnChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly columns: readonly ColumnInfo[];
  readonly onChange: (name: string) => void;
}

/** Any column of numbers; what is chosen stays choosable while the list is on its way. */
export function ColumnChoice({ label, value, columns, onChange }: ColumnChoiceProps) {
  const names = columns.map(({ name }) => name);
  const all = names.includes(value) || value === '' ? names : [value, ...names];
  return (
    <SelectField
      {...{ label, value, onChange }}
      options={all.map((name) => [name, columnTitle(name, columns)] as const)}
    />
  );
}
