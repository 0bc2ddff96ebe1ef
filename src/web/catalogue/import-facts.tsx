import { Fold, Input, SelectField } from './fields.js';

export const NO_FACTS = {
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
export type Facts = typeof NO_FACTS;

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

/** What the user says where the files do not. */
export function FactFields({ facts, onChange }: { facts: Facts; onChange: (facts: Facts) => void }) {
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
