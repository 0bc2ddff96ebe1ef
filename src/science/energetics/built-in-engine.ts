import type { AtomicStructure } from '../crystal/structure.js';
import { boxOf, flatCell, type Box } from './box.js';
import { EamEnergy } from './eam/energy.js';
import type { EamPotential } from './eam/potential.js';
import { EnergeticsError } from './energetics-error.js';
import type { EnergyEngine, EngineIdentity } from './energy-engine.js';
import { relaxStructure } from './relax.js';

/** Raised whenever a number could come out differently. */
const VERSION = '1';

/**
 * The built-in embedded-atom engine, in this thread.
 *
 * @param potential  from `eamPotential(tables)`
 * @param identity   what the caller knows better: the SHA-256 of the file, its name
 * @throws EnergeticsError element-unknown, structure-invalid, energy-not-finite, normal-not-relaxable
 */
export function builtInEngine(potential: EamPotential, identity: Partial<EngineIdentity> = {}): EnergyEngine {
  const energy = new EamEnergy(potential);
  return {
    identity: {
      name: 'kaimen-eam',
      version: VERSION,
      potential: potential.tables.name,
      potentialSha256: null,
      citation: potential.tables.citation,
      ...identity,
    },
    evaluate: async (structure) => {
      energy.list.invalidate();
      energy.compute(structure.positions, kindsIn(potential, structure), boxOfStructure(structure));
      if (!Number.isFinite(energy.energyEv)) throw notFinite();
      return { energyEv: energy.energyEv, forces: Float64Array.from(energy.forces) };
    },
    relax: async (structure, options) => {
      energy.list.invalidate();
      const kinds = kindsIn(potential, structure);
      const relaxed = relaxStructure(energy, { structure, kinds, box: boxOfStructure(structure) }, options);
      if (!Number.isFinite(relaxed.energyEv)) throw notFinite();
      return relaxed;
    },
    close: async () => undefined,
  };
}

function boxOfStructure(structure: AtomicStructure): Box {
  const { nAtoms, positions, kinds } = structure;
  if (nAtoms < 1 || positions.length !== 3 * nAtoms || kinds.length !== nAtoms) {
    throw new EnergeticsError('structure-invalid', 'no atoms, or positions or kinds that do not fit them', {
      nAtoms,
    });
  }
  return boxOf(flatCell(structure), structure.periodic);
}

/** The structure's kinds as indices of the potential's elements. */
function kindsIn(potential: EamPotential, structure: AtomicStructure): Uint8Array {
  const known = potential.tables.elements.map((element) => element.symbol);
  const indices = structure.elements.map((symbol) => {
    const index = known.indexOf(symbol);
    if (index < 0) {
      throw new EnergeticsError('element-unknown', `the potential knows ${known.join(', ')}, not ${symbol}`, {
        symbol,
        known,
      });
    }
    return index;
  });
  return structure.kinds.map((kind) => indices[kind]);
}

function notFinite(): EnergeticsError {
  return new EnergeticsError(
    'energy-not-finite',
    'the energy is not finite: atoms lie on top of one another',
  );
}
