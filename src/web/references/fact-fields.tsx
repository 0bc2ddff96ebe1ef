import type { Facts } from './types.js';

interface Field {
  readonly key: keyof Facts;
  readonly label: string;
  readonly hint: string;
  readonly size: number;
  readonly pattern?: string;
  readonly maxLength: number;
}

const FIELDS: readonly Field[] = [
  { key: 'name', label: 'Name', hint: '', size: 30, maxLength: 200 },
  { key: 'compound', label: 'Compound', hint: 'SrTiO3', size: 14, maxLength: 200 },
  { key: 'element', label: 'Element', hint: 'Ti', size: 4, pattern: '[A-Z][a-z]?', maxLength: 2 },
  { key: 'edge', label: 'Edge', hint: 'L3', size: 4, pattern: 'K|[LMN][1-7]', maxLength: 2 },
  { key: 'source', label: 'Source', hint: 'who measured it, where', size: 24, maxLength: 500 },
  { key: 'licence', label: 'Licence', hint: 'CC BY 4.0', size: 12, maxLength: 200 },
];

interface FactFieldsProps {
  readonly facts: Facts;
  readonly shown: readonly (keyof Facts)[];
  readonly onChange: (facts: Facts) => void;
}

/** What a user says of a reference. Only a name must be said, where it is asked for. */
export function FactFields({ facts, shown, onChange }: FactFieldsProps) {
  return (
    <div className="bar">
      {FIELDS.filter(({ key }) => shown.includes(key)).map(({ key, label, hint, ...field }) => (
        <label key={key} className="inline">
          {label}
          <input
            {...field}
            value={facts[key]}
            placeholder={hint}
            title={field.pattern === undefined ? undefined : `As in ${hint}`}
            required={key === 'name'}
            onChange={(event) => onChange({ ...facts, [key]: event.target.value })}
          />
        </label>
      ))}
    </div>
  );
}
