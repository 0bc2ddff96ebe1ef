import { describe, expect, it } from 'vitest';
import { explainSpectra } from '../../../science/structure-trees/explain-spectra.js';
import { madeUpSites } from '../../../science/structure-trees/testing/made-up-sites.js';
import { DEFAULT_EXPLAIN_OPTIONS } from '../../../workflows/explain-spectra/explain-folder.js';
import { placeMerges } from './tree-dendrogram.js';
import { depthOf, isStructureTree, leafCount, missingNote, placesOf, questionOf } from './tree-layout.js';
import { worthOf } from './tree-section.js';

const tree = explainSpectra(
  madeUpSites(),
  { ...DEFAULT_EXPLAIN_OPTIONS, importanceRepeats: 5 },
  { software: { name: 'kaimen', version: '0.0.0' }, inputs: [] },
);

describe('a tree on paper', () => {
  it('has its leaves side by side in the order of the answers, questions between them', () => {
    const places = placesOf(tree.nodes);
    const leaves = tree.nodes.filter(({ split }) => split === null);
    expect(leaves.map(({ id }) => places[id])).toEqual(leaves.map((_, i) => i));
    for (const { id, split } of tree.nodes)
      if (split !== null) expect(places[id]).toBe((places[split.left] + places[split.right]) / 2);
    expect(leafCount(tree.nodes)).toBe(leaves.length);
    expect(depthOf(tree.nodes)).toBeGreaterThan(0);
  });

  it('asks in words with units, and says where none goes', () => {
    const asked = tree.nodes.map((node) => questionOf(tree, node)).filter((q) => q !== null);
    expect(asked.some((q) => /^(mean M–O distance ≤ [\d.]+ Å\?|M–O–M angle ≤ [\d.]+ °\?|is there a M–O–M angle\?)$/.test(q))).toBe(true);
    const [root] = tree.nodes;
    const split = { ...root.split!, threshold: 2.5, missing: 'left' as const };
    expect(missingNote({ ...root, split })).toBe('or none');
    expect(questionOf(tree, { ...root, split: { ...split, feature: 0 } })).toBe('mean M–O distance ≤ 2.5 Å?');
    expect(questionOf(tree, { ...root, split: { ...split, feature: 0, threshold: 10 } })).toBe('mean M–O distance ≤ 10 Å?');
  });

  it('knows its kind of file', () => {
    expect(isStructureTree(tree)).toBe(true);
    for (const other of [null, 1, {}, { schema: 'kaimen.structure-tree/2' }]) expect(isStructureTree(other)).toBe(false);
  });
});

describe('the dendrogram on paper', () => {
  it('joins neighbours: no branches cross, and what is below the cut is of one cluster', () => {
    const { merges, nLeaves, cutHeight } = tree.dendrogram;
    const placed = placeMerges(tree);
    expect(placed).toHaveLength(nLeaves + merges.length);
    merges.forEach(([a, b, height], k) => {
      const merge = placed[nLeaves + k];
      expect(merge.x).toBe((placed[a].x + placed[b].x) / 2);
      expect(merge.cluster === null).toBe(height > cutHeight);
    });
  });
});

it('says what the tree is worth, also when that is nothing', () => {
  const better = worthOf(tree);
  expect(better[1]).toContain('the tree is better');
  const { measures } = tree;
  const treeLessMean = { value: 0.02, std: 0.012 };
  const worse = worthOf({ measures: { ...measures, prediction: { ...measures.prediction, treeLessMean } } });
  expect(worse[1]).toContain('not shown to be better');
});
