import { useId } from 'react';
import { type Fault, fitsKind, kindText, rangeText } from './check-document.js';
import { placeInside } from './draft.js';
import { beginningOf, type Choices, choicesOf, type FormField, labelOf, textOfValue } from './form-layout.js';
import { type JsonSchema, keysOf, sameJson } from './json-document.js';
import { type InputProps, OpenInput } from './open-input.js';

const wordText = (word: unknown): string => (typeof word === 'string' ? word : JSON.stringify(word));

/** 'number', 'list', … as an entry of a choice of kinds. */
function openText(open: JsonSchema): string {
  const names: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'an object',
    string: 'a text',
    number: 'a number',
    integer: 'a number',
  };
  return `${names[String(open.type)] ?? 'a value'} …`;
}

interface ChoiceProps extends InputProps {
  readonly choices: Choices;
  readonly fallback: unknown;
}

/** Words to choose from, and beside them whatever may be typed instead. */
function Choice({ choices, fallback, ...input }: ChoiceProps) {
  const { words, open } = choices;
  const wordIndex = words.findIndex((word) => sameJson(word, input.value));
  const kind = open.find((one) => fitsKind(input.value, one)) ?? open[0];
  const isStrange = wordIndex < 0 && kind === undefined;
  const chosen = wordIndex >= 0 ? `w${wordIndex}` : isStrange ? '' : `o${open.indexOf(kind)}`;
  const choose = (key: string): void => {
    const index = Number(key.slice(1));
    input.onChange(key.startsWith('w') ? words[index] : beginningOf(open[index], fallback));
  };
  return (
    <>
      <select
        id={input.id}
        value={chosen}
        aria-invalid={input.isWrong}
        aria-describedby={input.describedBy}
        onChange={(event) => choose(event.target.value)}
      >
        {isStrange && <option value="">{textOfValue(input.value, {})}</option>}
        {words.map((word, i) => (
          <option key={i} value={`w${i}`}>
            {wordText(word)}
          </option>
        ))}
        {open.map((one, i) => (
          <option key={i} value={`o${i}`}>
            {openText(one)}
          </option>
        ))}
      </select>
      {wordIndex < 0 && kind !== undefined && (
        <OpenInput key={chosen} {...input} id={`${input.id}-value`} open={kind} />
      )}
    </>
  );
}

function ValueEditor({ schema, ...input }: InputProps & { readonly schema: JsonSchema }) {
  const choices = choicesOf(schema);
  const [only] = choices.open;
  if (choices.words.length > 0 || choices.open.length > 1)
    return <Choice {...input} choices={choices} fallback={schema.default} />;
  if (only.type !== 'boolean') return <OpenInput {...input} open={only} />;
  return (
    <input
      id={input.id}
      type="checkbox"
      checked={input.value === true}
      aria-invalid={input.isWrong}
      aria-describedby={input.describedBy}
      onChange={(event) => input.onChange(event.target.checked)}
    />
  );
}

/** What may stand there, where the editor itself does not show it. */
function limitsText(schema: JsonSchema): string {
  const { open } = choicesOf(schema);
  return open
    .map((one) => rangeText(one) || (one.type === 'array' ? kindText(one) : ''))
    .filter((text) => text !== '')
    .join('; ');
}

interface FieldEditorProps {
  readonly field: FormField;
  /** Undefined: not said, so the default stands. */
  readonly value: unknown;
  readonly faults: readonly Fault[];
  readonly onChange: (value: unknown) => void;
}

export function FieldEditor({ field, value, faults, onChange }: FieldEditorProps) {
  const id = useId();
  const { pointer, schema } = field;
  const keys = keysOf(pointer);
  const label = labelOf(keys[keys.length - 1]);
  const shown = value === undefined ? schema.default : value;
  const isDefault = sameJson(shown, schema.default);
  const notes = [
    typeof schema.description === 'string' ? schema.description : '',
    limitsText(schema) === '' ? '' : `Allowed: ${limitsText(schema)}.`,
  ].filter((note) => note !== '');
  const describedBy = `${id}-help ${id}-faults`;
  return (
    <div className="field" data-field={pointer} data-changed={!isDefault}>
      <label htmlFor={id}>{label}</label>
      <div className="field-value">
        <ValueEditor
          {...{ id, label, schema, describedBy, onChange }}
          value={shown}
          isWrong={faults.length > 0}
        />
      </div>
      <div id={`${id}-faults`} className="failure">
        {faults.map((fault, i) => (
          <p key={i}>
            {placeInside(fault, pointer)}
            {fault.message}
          </p>
        ))}
      </div>
      <p id={`${id}-help`} className="note">
        {notes.join(' ')}{' '}
        {isDefault ? (
          'Default.'
        ) : (
          <button type="button" className="link" onClick={() => onChange(schema.default)}>
            Default: {textOfValue(schema.default, {}) || 'none'}
          </button>
        )}
      </p>
    </div>
  );
}
