import { useMemo } from 'react';
import { type Draft, faultsAt, withField } from './draft.js';
import type { Fault } from './check-document.js';
import { FieldEditor } from './field-editor.js';
import { placeText, sectionsOf } from './form-layout.js';
import { type JsonSchema, valueAt } from './json-document.js';

interface RecipeFormProps {
  readonly schema: JsonSchema;
  readonly draft: Draft;
  readonly faults: readonly Fault[];
  readonly onChange: (draft: Draft) => void;
}

/** The fields of a document, made from its schema alone. */
export function RecipeForm({ schema, draft, faults, onChange }: RecipeFormProps) {
  const sections = useMemo(() => sectionsOf(schema), [schema]);
  return (
    <fieldset className="recipe-form" disabled={draft.textFault !== null}>
      <legend>Fields</legend>
      {sections.map((section) => (
        <section key={section.pointer} className="panel" aria-label={placeText(section.pointer)}>
          <h2>{placeText(section.pointer)}</h2>
          {section.help !== null && <p className="note">{section.help}</p>}
          <div className="fields">
            {section.fields.map((field) => (
              <FieldEditor
                key={field.pointer}
                field={field}
                value={valueAt(draft.document, field.pointer)}
                faults={faultsAt(faults, field.pointer)}
                onChange={(value) => onChange(withField(draft, field.pointer, value))}
              />
            ))}
          </div>
        </section>
      ))}
    </fieldset>
  );
}
