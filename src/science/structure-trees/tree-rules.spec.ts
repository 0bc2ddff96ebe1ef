import { describe, expect, it } from 'vitest';
import { growTree } from './grow-tree.js';
import { questionOf, treeRules } from './tree-rules.js';

const DESCRIPTORS = [
  { name: 'd', label: 'mean M–O distance', unit: 'Å', family: 'distance' },
  { name: 'a', label: 'M–O–M angle', unit: '°', family: 'angle' },
];
const grown = (values: number[], labels: number[]) =>
  growTree(
    {
      features: Float64Array.from(values),
      labels: Int32Array.from(labels),
      nSamples: labels.length,
      nFeatures: 2,
      nClasses: Math.max(...labels) + 1,
    },
    { criterion: 'gini', maxDepth: 4, minLeaf: 1 },
  );

describe('treeRules', () => {
  it('says one condition a descriptor, with its unit, and who is in the leaf', () => {
    const tree = grown([1.6, 90, 1.7, 90, 1.9, 90, 2, 90, 2.3, 90, 2.4, 90], [0, 0, 1, 1, 0, 0]);
    expect(treeRules(tree, DESCRIPTORS).map(({ text }) => text)).toEqual([
      'mean M–O distance ≤ 1.8 Å: cluster 1 (2 of 2 sites)',
      '1.8 < mean M–O distance ≤ 2.1 Å: cluster 2 (2 of 2 sites)',
      'mean M–O distance > 2.1 Å: cluster 1 (2 of 2 sites)',
    ]);
  });

  it('says what becomes of sites that have none', () => {
    const tree = grown([1, NaN, 1, NaN, 1, 90, 1, 95, 1, 150, 1, 160], [0, 0, 0, 0, 1, 1]);
    expect(treeRules(tree, DESCRIPTORS).map(({ text }) => text)).toEqual([
      '(M–O–M angle ≤ 120 ° or none): cluster 1 (4 of 4 sites)',
      'M–O–M angle > 120 °: cluster 2 (2 of 2 sites)',
    ]);
    expect(questionOf(tree.nodes[0].split!, DESCRIPTORS)).toBe('M–O–M angle ≤ 120 ° or none');
    const told = grown([1, NaN, 1, NaN, 1, 90, 1, 95], [0, 0, 1, 1]);
    expect(treeRules(told, DESCRIPTORS).map(({ conditions }) => conditions)).toEqual([
      ['has M–O–M angle'],
      ['no M–O–M angle'],
    ]);
    expect(questionOf(told.nodes[0].split!, DESCRIPTORS)).toBe('has M–O–M angle?');
  });

  it('has a sentence for a tree that asks nothing', () => {
    expect(treeRules(grown([1, 90, 1, 90, 1, 90], [0, 1, 0]), DESCRIPTORS)[0].text).toBe(
      'any structure: cluster 1 (2 of 3 sites)',
    );
  });
});
