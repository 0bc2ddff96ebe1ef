import type { Boundary, Grain } from '../../science/grain-boundaries/boundary.js';
import type { BoundaryIdentity, GrainIdentity } from '../ports/search-records.js';

export function boundaryIdentity(boundary: Boundary): BoundaryIdentity {
  const { label, kind, sigma, axis, misorientationRad, grainA, grainB } = boundary;
  return {
    label,
    kind,
    sigma,
    axis: axis && [...axis],
    misorientationDeg: misorientationRad && (misorientationRad * 180) / Math.PI,
    grains: [grainIdentity(grainA), grainIdentity(grainB)],
  };
}

const grainIdentity = ({ crystal, plane }: Grain): GrainIdentity => ({
  crystal: crystal.name,
  elements: [...new Set(crystal.sites.map(({ element }) => element))],
  plane: [...plane],
});
