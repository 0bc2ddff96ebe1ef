import { expect, it } from 'vitest';
import { isSuitable } from './suitable-node.js';

it.each([
  ['20.20.2', false],
  ['22.9.0', false],
  ['22.13.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
  ['100.0.0', true],
])('Node %s: %s', (version, suits) => expect(isSuitable(version)).toBe(suits));

it('runs a search under an older Node, too', () => {
  expect(isSuitable('20.20.2', 'search')).toBe(true);
  expect(isSuitable('20.20.2', 'serve')).toBe(false);
  expect(isSuitable('18.20.0', 'search')).toBe(false);
});
