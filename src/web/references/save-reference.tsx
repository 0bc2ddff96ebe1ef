import { useState, type FormEvent } from 'react';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { FactFields } from './fact-fields.js';
import { keepSelection, saidOf } from './reference-client.js';
import type { Facts, Reference, Selection } from './types.js';

interface SaveReferenceProps {
  readonly analysisId: string;
  readonly selection: Selection;
  /** What it is, in the middle of a sentence. */
  readonly what: string;
  readonly suggested: Facts;
  readonly onSaved: () => void;
}

const ALL = ['name', 'compound', 'element', 'edge', 'source', 'licence'] as const;

interface FormProps extends SaveReferenceProps {
  readonly onClose: (kept: Reference | null) => void;
}

function SaveForm({ analysisId, selection, what, suggested, onClose }: FormProps) {
  const [facts, setFacts] = useState(suggested);
  const { busy, problem, run } = useAction();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    run(() =>
      keepSelection({ analysisId, selection, name: facts.name.trim(), ...saidOf(facts) }).then(onClose),
    );
  };
  return (
    <form className="panel stack" onSubmit={onSubmit} aria-label="Save as reference">
      <h3>Save {what} as reference</h3>
      <FactFields facts={facts} shown={ALL} onChange={setFacts} />
      <p className="note">
        The preprocessed spectrum is kept, with the analysis it comes from. With element and edge named, it is
        compared without its background.
      </p>
      {problem !== null && <ProblemCard problem={problem} kept="Nothing was saved." />}
      <p className="bar">
        <button type="submit" className="primary" disabled={busy || facts.name.trim() === ''}>
          Save
        </button>
        <button type="button" onClick={() => onClose(null)}>
          Cancel
        </button>
      </p>
    </form>
  );
}

/** A button that opens a small form; what was saved is said in its place. */
export function SaveReference(props: SaveReferenceProps) {
  const [open, setOpen] = useState(false);
  const [kept, setKept] = useState<Reference | null>(null);
  const onClose = (reference: Reference | null): void => {
    setOpen(false);
    setKept(reference);
    if (reference !== null) props.onSaved();
  };
  if (open) return <SaveForm {...props} onClose={onClose} />;
  return (
    <p className="bar">
      <button type="button" onClick={() => setOpen(true)}>
        Save {props.what} as reference…
      </button>
      {kept !== null && (
        <span className="note" role="status">
          Kept as “{kept.name}”.
        </span>
      )}
    </p>
  );
}
