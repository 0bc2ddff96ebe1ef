import { useState } from 'react';
import { isNumeric, textOfValue, valueOfText } from './form-layout.js';
import { type JsonSchema, sameJson } from './json-document.js';

export interface InputProps {
  readonly id: string;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly isWrong: boolean;
  readonly describedBy: string;
}

interface OpenInputProps extends InputProps {
  /** The kind of value that is typed. */
  readonly open: JsonSchema;
}

const MAX_ROWS = 10;

/** A value that is typed. The text stays as typed as long as it means the value: '7.' on the way to '7.5'. */
export function OpenInput({ id, label, open, value, onChange, isWrong, describedBy }: OpenInputProps) {
  const [typed, setTyped] = useState('');
  const isAsTyped = value !== undefined && sameJson(valueOfText(typed, open), value);
  const text = isAsTyped ? typed : textOfValue(value, open);
  const change = (next: string): void => {
    setTyped(next);
    onChange(valueOfText(next, open));
  };
  const common = {
    id,
    value: text,
    'aria-label': label,
    'aria-invalid': isWrong,
    'aria-describedby': describedBy,
    spellCheck: false,
  };
  if (open.type === 'string' || isNumeric(open)) {
    return (
      <input
        {...common}
        className={isNumeric(open) ? 'number' : undefined}
        inputMode={isNumeric(open) ? 'decimal' : 'text'}
        onChange={(event) => change(event.target.value)}
      />
    );
  }
  const rows = Math.min(MAX_ROWS, Math.max(1, text.split('\n').length));
  return (
    <textarea
      {...common}
      className="json"
      rows={rows}
      placeholder="JSON"
      onChange={(event) => change(event.target.value)}
    />
  );
}
