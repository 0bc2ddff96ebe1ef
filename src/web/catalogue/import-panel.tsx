import { useState } from 'react';
import { submitImport } from '../../api-client/import-files.js';
import { ChooseFiles } from '../app/choose-files.js';
import { client, getJson, postJson, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { usePageDrop } from '../app/drop-zone.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { type Facts, FactFields, NO_FACTS } from './import-facts.js';
import { ImportJob, isWorkedOn } from './import-job.js';
import { ImportList } from './import-list.js';
import { ImportPreview } from './import-preview.js';
import type { Import } from './types.js';

function submitted(files: readonly File[], facts: Facts): Promise<Import> {
  const told = Object.entries(facts).map(([name, value]) => [name, value.trim()] as const);
  const said = Object.fromEntries(told.filter(([, value]) => value !== ''));
  return submitImport(
    client,
    files.map((file) => ({ name: file.name, content: file })),
    said,
  );
}

interface DropProps {
  readonly facts: Facts;
  readonly isBusy: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onFacts: (facts: Facts) => void;
  readonly onOpen: (id: string) => void;
}

function Drop({ facts, isBusy, onFiles, onFacts, onOpen }: DropProps) {
  const over = usePageDrop(onFiles);
  return (
    <section className="drop stack" data-over={over} aria-label="Import boundaries">
      <p>
        <b>Drop tables or structures here</b> or{' '}
        <ChooseFiles label="Files of boundaries" isDisabled={isBusy} onFiles={onFiles} />
      </p>
      <p className="note">
        Tables (CSV, JSON) with a boundary a row; structures as extxyz, CIF, POSCAR, LAMMPS data or dump.
        Nothing comes in before you have seen what was read.
      </p>
      <FactFields facts={facts} onChange={onFacts} />
      {isBusy && <p role="status">Sending…</p>}
      <ImportList onOpen={onOpen} />
    </section>
  );
}

/** The import that is shown, and what is asked of the service for it. */
function useImport(onCommitted: () => void) {
  const [shown, setShown] = useState<Import | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = (work: Promise<Import>, hears?: (shown: Import) => void): void => {
    setBusy(true);
    setProblem(null);
    work
      .then(
        (result) => {
          setShown(result);
          setProblem(result.problem);
          hears?.(result);
        },
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setBusy(false));
  };
  const open = (id: string, hears?: (shown: Import) => void): void =>
    run(getJson<Import>(`/catalogue/imports/${id}`), hears);
  return {
    ...{ shown, problem, isBusy, run, open },
    reload: ({ id }: Import): void =>
      open(id, ({ state }) => {
        if (state === 'committed') onCommitted();
      }),
    close: (): void => {
      setShown(null);
      setProblem(null);
    },
  };
}

/** Files → what they hold → the catalogue, or not. The work is the service's: the page can be left meanwhile. */
export function ImportPanel({ onCommitted }: { readonly onCommitted: () => void }) {
  const [facts, setFacts] = useState(NO_FACTS);
  const { shown, problem, isBusy, run, open, reload, close } = useImport(onCommitted);
  const commit = (leaveOutProblems: boolean): void => {
    if (shown === null) return;
    run(postJson<Import>(`/catalogue/imports/${shown.id}/commit`, { leaveOutProblems }));
  };
  const read = (files: readonly File[]): void => {
    if (files.length > 0 && !isBusy) run(submitted(files, facts));
  };
  const isAsked = shown === null || shown.state === 'committed' || shown.state === 'failed';
  return (
    <>
      {isAsked && <Drop {...{ facts, isBusy }} onFiles={read} onFacts={setFacts} onOpen={open} />}
      {problem !== null && <ProblemCard problem={problem} kept="The catalogue is as it was." />}
      {shown !== null && isWorkedOn(shown) && (
        <ImportJob key={shown.jobId} shown={shown} onEnd={() => reload(shown)} />
      )}
      {shown !== null && (shown.state === 'previewed' || shown.state === 'committed') && (
        <ImportPreview shown={shown} isBusy={isBusy} onCommit={commit} onClose={close} />
      )}
      {shown?.committed != null && shown.committed.boundaryIds.length === 1 && (
        <p>
          <Link to={`/catalogue/${shown.committed.boundaryIds[0]}`}>Open the boundary</Link>
        </p>
      )}
    </>
  );
}
