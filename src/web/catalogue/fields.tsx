import { useId, type ReactNode } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  readonly size?: number;
  readonly hint?: string;
}

/** Text that counts when it is whole: on Enter, or when the field is left. */
export function TextField({ label, value, onCommit, size = 10, hint }: TextFieldProps) {
  const commit = (text: string): void => {
    if (text !== value) onCommit(text);
  };
  return (
    <label className="field-small">
      <span>{label}</span>
      <input
        key={value}
        className="text"
        defaultValue={value}
        size={size}
        placeholder={hint}
        onBlur={(event) => commit(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value);
        }}
      />
    </label>
  );
}

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

export function SelectField({ label, value, options, onChange }: SelectFieldProps) {
  return (
    <label className="field-small">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface InputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly size?: number;
  readonly hint?: string;
  readonly required?: boolean;
}

/** Text of a form, which counts when the form is sent. */
export function Input({ label, value, onChange, size = 12, hint, required }: InputProps) {
  return (
    <label className="field-small">
      <span>{label}</span>
      <input
        className="text"
        value={value}
        size={size}
        placeholder={hint}
        required={required}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

interface DateFieldProps {
  readonly label: string;
  /** YYYY-MM-DD; '' is none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function DateField({ label, value, onChange }: DateFieldProps) {
  return (
    <label className="field-small">
      <span>{label}</span>
      <input type="date" className="text" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

/** Closed until somebody wants it. */
export function Fold({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <details className="fold" aria-labelledby={id}>
      <summary id={id}>{title}</summary>
      {children}
    </details>
  );
}
