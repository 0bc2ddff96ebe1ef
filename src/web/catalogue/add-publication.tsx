import { useState } from 'react';
import { postJson, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { ProblemCard } from '../app/problem-card.js';
import { Input } from './fields.js';

interface AddPublicationProps {
  readonly boundaryId: string;
  readonly onAdded: () => void;
}

/** A publication as evidence. */
export function AddPublication({ boundaryId, onAdded }: AddPublicationProps) {
  const [publication, setPublication] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = (): void => {
    setProblem(null);
    const told = {
      kind: 'publication',
      publication: publication.trim(),
      ...(note.trim() === '' ? {} : { note }),
    };
    postJson(`/catalogue/boundaries/${boundaryId}/evidence`, told).then(
      () => {
        setPublication('');
        setNote('');
        onAdded();
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
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
