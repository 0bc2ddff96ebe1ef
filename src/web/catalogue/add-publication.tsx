import { useState } from 'react';
import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { useAction } from '../app/use-action.js';
import { Input } from './fields.js';

interface AddPublicationProps {
  readonly boundaryId: string;
  readonly onAdded: () => void;
}

/** A publication as evidence. */
export function AddPublication({ boundaryId, onAdded }: AddPublicationProps) {
  const [publication, setPublication] = useState('');
  const [note, setNote] = useState('');
  const { problem, run } = useAction();
  const send = (): void => {
    const told = {
      kind: 'publication',
      publication: publication.trim(),
      ...(note.trim() === '' ? {} : { note }),
    };
    run(async () => {
      await postJson(`/catalogue/boundaries/${boundaryId}/evidence`, told);
      setPublication('');
      setNote('');
      onAdded();
    });
  };
  return (
    <>
      <form
        className="filters"
        aria-label="Add a publication"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Input label="DOI or citation" size={40} required value={publication} onChange={setPublication} />
        <Input label="What it shows" size={30} value={note} onChange={setNote} />
        <button type="submit" className="primary">
          Add
        </button>
      </form>
      {problem !== null && <ProblemCard problem={problem} />}
    </>
  );
}
