import { useState } from 'react';
import { ChooseFiles } from '../app/choose-files.js';
import { JSON_HEADERS, postJson, problemOf, send } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { usePageDrop } from '../app/drop-zone.js';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { withQuery } from './catalogue-query.js';
import { Fold, Input, SelectField } from './fields.js';
import { ImportPreview } from './import-preview.js';
import type { Import } from './types.js';

const NO_FACTS = {
  material: '',
  lattice: '',
  sigma: '',
  axis: '',
  plane: '',
  planeB: '',
  normal: '',
  elements: '',
  method: '',
  methodKind: '',
  citation: '',
};
type Facts = typeof NO_FACTS;

const METHOD_KINDS = [
  ['', 'as the file says'],
  ['experiment', 'experiment'],
  ['dft', 'DFT'],
  ['machine-learned-potential', 'machine-learned potential'],
  ['empirical-potential', 'empirical potential'],
  ['unknown', 'unknown'],
] as const;
const NORMALS = [
  ['', 'as the file says'],
  ['x', 'x'],
  ['y', 'y'],
  ['z', 'z'],
] as const;

async function preview(files: readonly File[], facts: Facts): Promise<Import> {
  const told = Object.entries(facts).map(([name, value]) => [name, value.trim()] as const);
  const query = new URLSearchParams(told.filter(([, value]) => value !== '').map(([a, b]) => [a, b]));
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  const path = withQuery('/catalogue/imports', query);
  const response = await send(path, { method: 'POST', headers: JSON_HEADERS, body: form });
  return (await response.json()) as Import;
}

function FactFields({ facts, onChange }: { facts: Facts; onChange: (facts: Facts) => void }) {
  const field = (name: keyof Facts) => ({
    value: facts[name],
    onChange: (value: string) => onChange({ ...facts, [name]: value }),
  });
  return (
    <Fold title="What the files do not say: material, axis, method, …">
      <div className="filters">
        <Input label="Material" hint="fcc Cu" {...field('material')} />
        <Input label="Lattice (Å)" size={6} {...field('lattice')} />
        <Input label="Σ" size={4} {...field('sigma')} />
        <Input label="Axis" size={6} hint="0,0,1" {...field('axis')} />
        <Input label="Plane" size={6} hint="3,1,0" {...field('plane')} />
        <Input label="Plane of the other grain" size={6} {...field('planeB')} />
        <SelectField label="Normal of the boundary" options={NORMALS} {...field('normal')} />
        <Input label="Elements of LAMMPS types" size={8} hint="Al,O" {...field('elements')} />
        <SelectField label="Kind of method" options={METHOD_KINDS} {...field('methodKind')} />
        <Input label="Method" size={20} hint="EAM Mishin 2001" {...field('method')} />
        <Input label="Citation" size={20} hint="DOI" {...field('citation')} />
      </div>
    </Fold>
  );
}

interface DropProps {
  readonly facts: Facts;
  readonly isBusy: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onFacts: (facts: Facts) => void;
}

function Drop({ facts, isBusy, onFiles, onFacts }: DropProps) {
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
      {isBusy && <p role="status">Reading…</p>}
    </section>
  );
}

/** Files → what they hold → the catalogue, or not. */
export function ImportPanel({ onCommitted }: { readonly onCommitted: () => void }) {
  const [facts, setFacts] = useState(NO_FACTS);
  const [shown, setShown] = useState<Import | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = (work: Promise<Import>, then?: () => void): void => {
    setBusy(true);
    setProblem(null);
    work
      .then(
        (result) => {
          setShown(result);
          then?.();
        },
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setBusy(false));
  };
  const commit = (leaveOutProblems: boolean): void => {
    if (shown === null) return;
    run(postJson<Import>(`/catalogue/imports/${shown.id}/commit`, { leaveOutProblems }), onCommitted);
  };
  const read = (files: readonly File[]): void => {
    if (files.length > 0 && !isBusy) run(preview(files, facts));
  };
  return (
    <>
      {shown?.state !== 'previewed' && <Drop {...{ facts, isBusy }} onFiles={read} onFacts={setFacts} />}
      {problem !== null && <ProblemCard problem={problem} kept="The catalogue is as it was." />}
      {shown !== null && (
        <ImportPreview shown={shown} isBusy={isBusy} onCommit={commit} onClose={() => setShown(null)} />
      )}
      {shown?.committed != null && shown.committed.boundaryIds.length === 1 && (
        <p>
          <Link to={`/catalogue/${shown.committed.boundaryIds[0]}`}>Open the boundary</Link>
        </p>
      )}
    </>
  );
}
