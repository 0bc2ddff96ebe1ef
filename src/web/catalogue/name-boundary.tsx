import { useState } from 'react';
import { postJson } from '../app/api.js';
import { ProblemCard } from '../app/problem-card.js';
import { navigate } from '../app/router.js';
import { useAction } from '../app/use-action.js';
import { indicesFilter } from './catalogue-query.js';
import { Input } from './fields.js';
import type { Boundary } from './types.js';

const EMPTY = { material: '', lattice: '', sigma: '', axis: '0,0,1', plane: '', planeB: '' };

const numbers = (text: string): number[] => (indicesFilter(text) ?? '').split(',').map(Number);

function requestOf({ material, lattice, sigma, axis, plane, planeB }: typeof EMPTY): object {
  return {
    material: material.trim(),
    sigma: Number(sigma),
    axis: numbers(axis),
    plane: numbers(plane),
    ...(lattice.trim() === '' ? {} : { latticeAngstrom: lattice.split(/[\s,]+/).map(Number) }),
    ...(planeB.trim() === '' ? {} : { planeB: numbers(planeB) }),
  };
}

interface NameBoundaryProps {
  /** What to do with it; its page opens where that is not said. */
  readonly onNamed?: (boundary: Boundary) => void;
  readonly action?: string;
}

/** A boundary by its name; one that is known already is found, not made twice. */
export function NameBoundary({
  onNamed = ({ id }) => navigate(`/catalogue/${id}`),
  action = 'Open its page',
}: NameBoundaryProps) {
  const [wish, setWish] = useState(EMPTY);
  const { problem, run } = useAction();
  const field = (name: keyof typeof EMPTY) => ({
    value: wish[name],
    onChange: (value: string) => setWish({ ...wish, [name]: value }),
  });
  const send = (): void =>
    run(() => postJson<Boundary>('/catalogue/boundaries', requestOf(wish)).then(onNamed));
  return (
    <section className="panel" aria-label="Name a boundary">
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Input label="Material" hint="fcc Cu, UO2" required {...field('material')} />
        <Input label="Lattice (Å), where c/a counts" size={8} {...field('lattice')} />
        <Input label="Σ" size={4} required {...field('sigma')} />
        <Input label="Axis" size={6} required {...field('axis')} />
        <Input label="Plane" size={6} hint="3,1,0" required {...field('plane')} />
        <Input label="Plane of the other grain" size={6} {...field('planeB')} />
        <button type="submit" className="primary">
          {action}
        </button>
      </form>
      {problem !== null && <ProblemCard problem={problem} />}
    </section>
  );
}
