import { expect, it } from 'vitest';
import { xdiFacts } from './xdi-facts.js';

it('reads element, edge and sample of a header, whatever the case of keys and symbols', () => {
  const fields = {
    'Element.symbol': 'FE',
    'element.Edge': 'l3',
    'Sample.name': 'rust',
    'Sample.formula': 'Fe2O3',
  };
  expect(xdiFacts({ fields })).toEqual({ compound: 'Fe2O3', element: 'Fe', edge: 'L3', kind: 'X-ray' });
  const named = xdiFacts({ fields: { 'Element.symbol': 'O', 'Element.edge': 'K', 'Sample.name': 'ice' } });
  expect(named).toEqual({ compound: 'ice', element: 'O', edge: 'K', kind: 'X-ray' });
});

it('does not guess', () => {
  const nothing = { compound: null, element: null, edge: null, kind: 'X-ray' };
  for (const metadata of [
    null,
    {},
    { fields: {} },
    { fields: { 'Element.symbol': 'iron', 'Element.edge': 'K' } },
  ])
    expect(xdiFacts(metadata)).toEqual(nothing);
  const bare = xdiFacts({ fields: { 'Element.symbol': 'Ti', 'Element.edge': 'L' } });
  expect(bare).toEqual({ ...nothing, element: 'Ti' });
});
