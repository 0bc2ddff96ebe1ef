import { describe, expect, it } from 'vitest';
import { PLAIN_CANDIDATE } from '../../science/grain-boundaries/candidate.js';
import { DEFAULT_PROTOCOL } from '../boundary-search/search-defaults.js';
import type { SearchCandidate, StoredEvaluation } from '../ports/search-records.js';
import { distinct } from './found-boundaries.js';

const ENGINE = { name: 'kaimen-eam', version: '1', potential: 'Cu', potentialSha256: null, citation: null };

function candidate(index: number, energyJPerM2: number, change = {}): SearchCandidate {
  const evaluation: StoredEvaluation = {
    parameters: PLAIN_CANDIDATE,
    engine: ENGINE,
    protocol: DEFAULT_PROTOCOL,
    energyJPerM2,
    unrelaxedJPerM2: 2,
    excessVolumeAngstrom: 0.3,
    minimumDistanceAngstrom: 2.4,
    meanBondAngstrom: 2.56,
    coordinationDeficit: 1,
    atomFraction: 0,
    nAtoms: 90,
    converged: true,
    nEvaluations: 50,
    ...change,
  };
  const toldAt = new Date('2026-01-01T00:00:00Z');
  return { index, position: index, toldAt, energyJPerM2, failed: null, evaluation, structureBlob: null };
}

const indices = (...candidates: SearchCandidate[]): number[] =>
  distinct(candidates).map(({ index }) => index);

describe('distinct', () => {
  it('takes relaxations that ended in the same state once, the lowest', () => {
    expect(indices(candidate(5, 0.95), candidate(2, 0.9502), candidate(9, 0.9504))).toEqual([5]);
  });

  it('tells states apart by energy, volume, atoms and bonds', () => {
    const changed = [
      candidate(1, 0.953),
      candidate(2, 0.95, { excessVolumeAngstrom: 0.33 }),
      candidate(3, 0.95, { atomFraction: 0.5 }),
      candidate(4, 0.95, { minimumDistanceAngstrom: 2.3 }),
      candidate(5, 0.95, { atomFraction: null }),
    ];
    expect(indices(candidate(0, 0.95), ...changed)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has only energies to go by where nothing else was told', () => {
    const told = (index: number, energy: number) => ({ ...candidate(index, energy), evaluation: null });
    expect(indices(told(0, 0.95), told(1, 0.9502), told(2, 0.96))).toEqual([0, 2]);
  });
});
