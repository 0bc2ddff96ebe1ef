import { type ReactNode, useMemo, useState } from 'react';
import type { Fault } from './check-document.js';
import { type Draft, draftOf, faultsElsewhere, faultsOfDraft, withText } from './draft.js';
import { placeText, sectionsOf } from './form-layout.js';
import type { JsonObject, JsonSchema } from './json-document.js';
import { RecipeForm } from './recipe-form.js';

interface DocumentProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

function DocumentText({ draft, onChange }: DocumentProps) {
  return (
    <section className="panel recipe-text" aria-label="JSON document">
      <h2>
        <label htmlFor="recipe-json">The same as JSON</label>
      </h2>
      <textarea
        id="recipe-json"
        className="json"
        value={draft.text}
        spellCheck={false}
        aria-invalid={draft.textFault !== null}
        aria-describedby="recipe-json-fault"
        onChange={(event) => onChange(withText(draft, event.target.value))}
      />
      <p id="recipe-json-fault" className="failure">
        {draft.textFault !== null &&
          `This is no JSON yet (${draft.textFault}); the fields wait with what they last held.`}
      </p>
    </section>
  );
}

function OtherFaults({ faults }: { readonly faults: readonly Fault[] }) {
  if (faults.length === 0) return null;
  return (
    <ul className="panel failure other-faults">
      {faults.map((fault, i) => (
        <li key={i}>
          {placeText(fault.pointer)}: {fault.message}
        </li>
      ))}
    </ul>
  );
}

interface RecipeEditorProps {
  readonly schema: JsonSchema;
  readonly start: JsonObject;
  /** What the service refused when this was last saved. */
  readonly refused: readonly Fault[];
  /** Anything was changed, so that what was refused is no longer what stands here. */
  readonly onEdit: () => void;
  /** What can be done with the document; null while something is wrong with it. */
  readonly actions: (document: JsonObject | null, nFaults: number) => ReactNode;
}

/** One document as a form and as JSON, side by side and in step. */
export function RecipeEditor({ schema, start, refused, onEdit, actions }: RecipeEditorProps) {
  const [draft, setDraft] = useState(() => draftOf(start));
  const found = useMemo(() => faultsOfDraft(draft, schema), [draft, schema]);
  const pointers = useMemo(() => sectionsOf(schema).flatMap((s) => s.fields.map((f) => f.pointer)), [schema]);
  const faults = [...found, ...refused];
  const change = (next: Draft): void => {
    setDraft(next);
    onEdit();
  };
  const nFaults = found.length + (draft.textFault === null ? 0 : 1);
  return (
    <>
      {actions(nFaults === 0 ? draft.document : null, nFaults)}
      <OtherFaults faults={faultsElsewhere(faults, pointers)} />
      <div className="recipe-editor">
        <RecipeForm schema={schema} draft={draft} faults={faults} onChange={change} />
        <DocumentText draft={draft} onChange={change} />
      </div>
    </>
  );
}
