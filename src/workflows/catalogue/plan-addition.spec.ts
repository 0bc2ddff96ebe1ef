import { describe, expect, it } from 'vitest';
import type {
  CatalogueSource,
  MacroscopicBoundary,
  PropertyValue,
} from '../../science/catalogue/catalogue-records.js';
import type { PreparedDraft, StoredProperty } from '../ports/catalogue.js';
import { planAddition } from './plan-addition.js';

const CU = { key: 'fcc:Cu', name: 'fcc', formula: 'Cu', elements: ['Cu'], spaceGroup: 225, crystal: null };
const BOUNDARY: MacroscopicBoundary = {
  ...{ key: 'k', label: 'l', kind: 'twist', crystals: [CU, CU], sigma: 5, axis: [0, 0, 1] },
  ...{ misorientationDeg: 37, disorientationDeg: 37, planes: [[0, 0, 1], [0, 0, 1]] }, // prettier-ignore
  ...{ planeFamilies: ['', ''], axisFamily: null },
};
const stamp = { at: new Date(0), by: 'key:1' };
const row = (n: number, sha256 = 'f'): CatalogueSource => ({
  ...{ kind: 'import', importId: 'i', fileName: 'a.csv', sha256, row: n, citation: null },
});
const USER: CatalogueSource = { kind: 'user', note: null };

function drafted(value: number, source: CatalogueSource, name = 'gb_energy_J_m2'): PreparedDraft {
  const property: PropertyValue = {
    ...{ name, value, std: null, methodKind: 'empirical-potential', method: 'EAM', conditions: {} },
  };
  const draft = { boundary: BOUNDARY, structure: null, properties: [property], source };
  return { draft, structureBlob: null, descriptors: {}, descriptorBlob: null, optimade: null };
}

function plan(drafts: readonly PreparedDraft[], properties: readonly StoredProperty[] = []) {
  let n = properties.length;
  const ids = { next: () => String(++n) };
  return planAddition({ structures: [], properties }, drafts, { ids, stamp });
}
const standing = (properties: readonly StoredProperty[]): number[] =>
  properties.filter(({ supersededBy }) => supersededBy === null).map(({ value }) => value);

describe('planAddition', () => {
  it.each([[[1.0, 0.98, 1.2]], [[1.2, 1.0, 0.98]], [[0.98, 1.0, 1.2]]])(
    'of energies %j of one table the lowest stands, the others are kept',
    (values) => {
      const { properties } = plan(values.map((value, i) => drafted(value, row(i + 1))));
      expect(properties).toHaveLength(3);
      expect(standing(properties)).toEqual([0.98]);
    },
  );

  it('a higher energy from another file leaves the lower one standing', () => {
    const { properties } = plan([drafted(1, row(1))]);
    const later = plan([drafted(1.1, row(1, 'e'))], properties);
    expect(later.superseded).toEqual([]);
    expect(later.properties).toMatchObject([{ value: 1.1, supersededBy: properties[0].id }]);
    expect(later.outcomes).toMatchObject([{ nNewProperties: 1, nSuperseded: 0 }]);
  });

  it('what a person says stands, and so does the newest of what is no energy', () => {
    const { properties } = plan([drafted(1, row(1))]);
    expect(plan([drafted(1.1, USER)], properties).superseded).toHaveLength(1);
    const mobility = 'gb_mobility_m_per_s_GPa';
    const moved = plan([drafted(10, row(1), mobility), drafted(20, row(1, 'e'), mobility)]);
    expect(standing(moved.properties)).toEqual([20]);
  });

  it('the same file again adds nothing, superseded values included', () => {
    const drafts = [1.0, 0.98, 1.2].map((value, i) => drafted(value, row(i + 1)));
    const { properties } = plan(drafts);
    const again = plan(drafts, properties);
    expect(again.properties).toEqual([]);
    expect(again.outcomes.map(({ nKnownProperties }) => nKnownProperties)).toEqual([1, 1, 1]);
  });
});
