import { describe, expect, it } from 'vitest';
import type { PropertyValue } from './catalogue-records.js';
import { isLowerBetter, isProperty, PROPERTIES, validateProperty } from './properties.js';

const energy: PropertyValue = {
  name: 'gb_energy_J_m2',
  value: 0.951,
  std: null,
  methodKind: 'empirical-potential',
  method: 'EAM Mishin 2001',
  conditions: {},
};

describe('the registry of properties', () => {
  it('has each name once, in snake case, with a range around something', () => {
    expect(new Set(PROPERTIES.map((p) => p.name)).size).toBe(PROPERTIES.length);
    for (const { name, range, meaning } of PROPERTIES) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/);
      expect(range[0]).toBeLessThan(range[1]);
      expect(meaning).toMatch(/\.$/);
    }
  });

  it('knows that a lower boundary energy is a better one, and of nothing else', () => {
    expect(PROPERTIES.filter((p) => isLowerBetter(p.name)).map((p) => p.name)).toEqual(['gb_energy_J_m2']);
    expect(isProperty('gb_energy')).toBe(false);
  });

  it('takes a value as it is', () => expect(validateProperty(energy)).toBe(energy));

  it.each([
    ['unknown-property', { name: 'gb_energy' }],
    ['bad-value', { value: Number.NaN }],
    ['bad-value', { value: Infinity }],
    ['bad-value', { std: -1 }],
    ['bad-value', { method: ' ' }],
    // mJ/m² taken for J/m².
    ['out-of-range', { value: 951 }],
  ])('%s: %o', (code, change) =>
    expect(() => validateProperty({ ...energy, ...change })).toThrow(expect.objectContaining({ code })),
  );
});
