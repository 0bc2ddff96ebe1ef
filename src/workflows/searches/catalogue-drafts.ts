import type { BoundaryDraft, MethodKind, PropertyValue } from '../../science/catalogue/catalogue-records.js';
import { macroscopicBoundary } from '../../science/catalogue/macroscopic-boundary.js';
import type { EngineIdentity } from '../../science/energetics/energy-engine.js';
import type { Boundary } from '../../science/grain-boundaries/boundary.js';
import type { BoundaryRecord } from '../ports/search-records.js';

/** A state that a search found, as the catalogue takes it. */
export function draftOf(
  boundary: Boundary,
  { searchId, candidateIndex, properties, origin }: BoundaryRecord,
  extxyz: string | null,
): BoundaryDraft {
  const { parameters } = origin;
  const conditions = conditionsOf(origin);
  const method = {
    methodKind: kindOf(origin.engine),
    method: origin.engine === null ? 'told from outside' : `${origin.engine.name} ${origin.engine.potential}`,
    std: null,
  };
  const values: [string, number | null][] = [
    ['gb_energy_J_m2', properties.energyJPerM2],
    ['excess_volume_angstrom', properties.excessVolumeAngstrom],
  ];
  return {
    boundary: macroscopicBoundary(boundary),
    structure:
      extxyz === null
        ? null
        : {
            extxyz,
            nAtoms: properties.nAtoms ?? Number(/^\d+/.exec(extxyz)),
            atomFraction: properties.atomFraction,
            termination: `${parameters.terminationA}|${parameters.terminationB}`,
            translationAngstrom: [parameters.dxAngstrom, parameters.gapAngstrom, parameters.dzAngstrom],
          },
    properties: values.flatMap(([name, value]): PropertyValue[] =>
      value === null
        ? []
        : [{ name, value, ...method, conditions: withState(conditions, extxyz, properties) }],
    ),
    source: { kind: 'search', searchId, candidateIndex },
  };
}

/** Without a structure the state is told by the conditions, so that states do not supersede each other. */
const withState = (
  conditions: PropertyValue['conditions'],
  extxyz: string | null,
  { atomFraction, minimumDistanceAngstrom }: BoundaryRecord['properties'],
): PropertyValue['conditions'] =>
  extxyz !== null
    ? conditions
    : {
        ...conditions,
        ...(atomFraction === null ? {} : { atom_fraction: atomFraction }),
        ...(minimumDistanceAngstrom === null ? {} : { minimum_distance_angstrom: minimumDistanceAngstrom }),
      };

function conditionsOf({
  engine,
  protocol,
  parameters,
}: BoundaryRecord['origin']): PropertyValue['conditions'] {
  const { cell, grainThicknessAngstrom, freeZoneAngstrom, forceTolerance } = protocol;
  return {
    cell,
    grain_thickness_angstrom: grainThicknessAngstrom,
    free_zone: freeZoneAngstrom === null ? 'all' : `${freeZoneAngstrom} Å`,
    force_tolerance_eV_angstrom: forceTolerance,
    replication: `${parameters.replicateX}x${parameters.replicateZ}`,
    ...(engine === null ? {} : { engine_version: engine.version }),
    ...(engine?.potentialSha256 ? { potential_sha256: engine.potentialSha256 } : {}),
  };
}

/** LAMMPS runs any potential and a table or a folder any code: what they do is in `method`, how good it is nobody told. */
const kindOf = (engine: EngineIdentity | null): MethodKind =>
  engine?.name === 'kaimen-eam' ? 'empirical-potential' : 'unknown';
