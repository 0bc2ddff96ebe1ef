import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { featuresOf, tableOf } from './choose-pruning.js';
import { routeTo, type DecisionTree, type LabelledTable } from './decision-tree.js';
import { growTree, type TreeOptions } from './grow-tree.js';
import { impurity, type Criterion } from './impurity.js';
import { pruned, pruningPath } from './prune-tree.js';

interface Case extends Omit<LabelledTable, 'features' | 'labels'> {
  criterion: Criterion;
  maxDepth: number;
  minLeaf: number;
  features: number[];
  labels: number[];
  nodes: {
    feature: number | null;
    threshold: number | null;
    left: number;
    right: number;
    impurity: number;
    counts: number[];
  }[];
  path: { alphas: number[]; impurities: number[] };
  pruned: { alpha: number; nLeaves: number; predicted: number[] }[];
}
const file = new URL('../../../test/reference/decision-tree.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

const predictionsOf = (tree: DecisionTree, table: LabelledTable): number[] =>
  Array.from({ length: table.nSamples }, (_, row) => routeTo(tree, featuresOf(table, row))!.label);

describe.each(cases)(
  'scikit-learn: $criterion, $nSamples samples, $nClasses classes, depth $maxDepth',
  (known) => {
    const table: LabelledTable = {
      ...known,
      features: Float64Array.from(known.features),
      labels: Int32Array.from(known.labels),
    };
    const tree = growTree(table, known);

    it('asks the same questions of the same samples', () => {
      expect(tree.nodes.map((node) => node.counts)).toEqual(known.nodes.map((node) => node.counts));
      tree.nodes.forEach(({ split, impurity: own }, id) => {
        const other = known.nodes[id];
        expect(own).toBeCloseTo(other.impurity, 12);
        expect(split?.feature ?? null).toBe(other.feature);
        if (split === null) return;
        expect([split.left, split.right]).toEqual([other.left, other.right]);
        // Its threshold is the middle of the gap, of float32 values; ours is a round number in the same gap.
        const [below, above] = split.between!;
        expect(Math.abs((below + above) / 2 - other.threshold!)).toBeLessThan(1e-6);
        expect(split.threshold! > below && split.threshold! < above).toBe(true);
      });
    });

    it('is pruned along the same path', () => {
      const path = pruningPath(tree);
      // It lists steps of equal cost one by one; here they are one step.
      const last = new Map(
        known.path.alphas.map((alpha, k) => [alpha.toFixed(12), known.path.impurities[k]]),
      );
      expect(path.map(({ alpha }) => alpha.toFixed(12))).toEqual([...last.keys()]);
      path.forEach(({ alpha, impurity: left }) => expect(left).toBeCloseTo(last.get(alpha.toFixed(12))!, 12));
      for (const { alpha, nLeaves, predicted } of known.pruned) {
        const less = pruned(tree, alpha);
        expect(less.nodes.filter(({ split }) => split === null).length).toBe(nLeaves);
        expect(predictionsOf(less, table)).toEqual(predicted);
      }
    });
  },
);

describe('impurity', () => {
  it('is 1/2 and 1 bit of two even classes, 0 of one', () => {
    expect(impurity([3, 3], 6, 'gini')).toBe(0.5);
    expect(impurity([3, 3], 6, 'entropy')).toBe(1);
    expect([impurity([6, 0], 6, 'gini'), impurity([6, 0], 6, 'entropy'), impurity([0], 0, 'gini')]).toEqual([
      0, 0, 0,
    ]);
  });
});

const OPTIONS: TreeOptions = { criterion: 'gini', maxDepth: 5, minLeaf: 2 };

/** Whole numbers and gaps: ties, equal values and missing ones are common. */
const tables = fc
  .record({
    nSamples: fc.integer({ min: 4, max: 40 }),
    nFeatures: fc.integer({ min: 1, max: 4 }),
    nClasses: fc.integer({ min: 2, max: 4 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ nSamples, nFeatures, nClasses, seed }): LabelledTable => {
    const rng = createRng(seed);
    const features = Float64Array.from({ length: nSamples * nFeatures }, () =>
      rng.uniform() < 0.1 ? NaN : rng.integer(12) - 4,
    );
    const labels = Int32Array.from({ length: nSamples }, () => rng.integer(nClasses));
    return { features, labels, nSamples, nFeatures, nClasses };
  });

const leavesBySample = (tree: DecisionTree, table: LabelledTable): number[] =>
  Array.from({ length: table.nSamples }, (_, row) => routeTo(tree, featuresOf(table, row))!.id);

describe('growTree', () => {
  it('parts the samples alike when features go through an increasing function', () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(Math.cbrt, Math.exp, (x: number) => 3 * x - 100),
        (table, f) => {
          const moved = { ...table, features: table.features.map(f) };
          const [a, b] = [growTree(table, OPTIONS), growTree(moved, OPTIONS)];
          expect(leavesBySample(b, moved)).toEqual(leavesBySample(a, table));
        },
      ),
    );
  });

  it('does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(tables, fc.integer(), (table, seed) => {
        const rng = createRng(seed);
        const order = [...Array(table.nSamples).keys()]
          .map((row) => [rng.uniform(), row])
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        expect(growTree(tableOf(table, order), OPTIONS)).toEqual(growTree(table, OPTIONS));
      }),
    );
  });

  it('asks the same of samples that are all there twice', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const rows = [...Array(table.nSamples).keys()];
        const twice = growTree(tableOf(table, [...rows, ...rows]), {
          ...OPTIONS,
          minLeaf: 2 * OPTIONS.minLeaf,
        });
        const once = growTree(table, OPTIONS);
        const asked = ({ nodes }: DecisionTree) =>
          nodes.map(({ split }) => split && [split.feature, split.threshold, split.missing]);
        expect(asked(twice)).toEqual(asked(once));
      }),
    );
  });

  it('keeps to depth and leaf size, counts every sample once, and routes each to a node that holds its class', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const tree = growTree(table, OPTIONS);
        for (const { depth, n, counts, split } of tree.nodes) {
          expect(depth).toBeLessThanOrEqual(OPTIONS.maxDepth);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(n);
          if (split === null) continue;
          const sides = [tree.nodes[split.left].n, tree.nodes[split.right].n];
          expect(sides[0] + sides[1]).toBe(n);
          expect(Math.min(...sides)).toBeGreaterThanOrEqual(OPTIONS.minLeaf);
        }
        const held = new Map<number, number[]>();
        leavesBySample(tree, table).forEach((leaf, row) => {
          const counts = held.get(leaf) ?? Array<number>(table.nClasses).fill(0);
          counts[table.labels[row]]++;
          held.set(leaf, counts);
        });
        for (const [leaf, counts] of held) expect(tree.nodes[leaf].counts).toEqual(counts);
      }),
    );
  });

  it('asks whether there is a value where only that tells', () => {
    const features = Float64Array.from([1, 2, 3, 4, NaN, NaN, NaN]);
    const labels = Int32Array.from([0, 0, 0, 0, 1, 1, 1]);
    const tree = growTree({ features, labels, nSamples: 7, nFeatures: 1, nClasses: 2 }, OPTIONS);
    expect(tree.nodes.map(({ counts }) => counts)).toEqual([
      [4, 3],
      [4, 0],
      [0, 3],
    ]);
    expect(tree.nodes[0].split).toMatchObject({ threshold: null, missing: 'right' });
    expect([routeTo(tree, [9])!.label, routeTo(tree, [NaN])!.label]).toEqual([0, 1]);
  });

  it('guesses no side for a value that no sample lacked', () => {
    const features = Float64Array.from([1, 2, 8, 9]);
    const labels = Int32Array.from([0, 0, 1, 1]);
    const tree = growTree({ features, labels, nSamples: 4, nFeatures: 1, nClasses: 2 }, OPTIONS);
    expect(tree.nodes[0].split).toMatchObject({ threshold: 5, missing: null });
    expect(routeTo(tree, [NaN])).toBeNull();
  });

  it('takes the first of features that tell alike', () => {
    const features = Float64Array.from([1, 1, 2, 2, 8, 8, 9, 9]);
    const labels = Int32Array.from([0, 0, 1, 1]);
    const tree = growTree({ features, labels, nSamples: 4, nFeatures: 2, nClasses: 2 }, OPTIONS);
    expect(tree.nodes[0].split!.feature).toBe(0);
  });

  it.each([
    [
      'no samples',
      { nSamples: 0, features: new Float64Array(0), labels: new Int32Array(0) },
      {},
      'invalid-parameter',
    ],
    ['a wrong shape', { nFeatures: 2 }, {}, 'shape-mismatch'],
    ['an infinite value', { features: Float64Array.from([1, Infinity]) }, {}, 'invalid-parameter'],
    ['a label out of range', { labels: Int32Array.from([0, 2]) }, {}, 'invalid-parameter'],
    ['no depth', {}, { maxDepth: 0 }, 'invalid-parameter'],
    ['half a sample', {}, { minLeaf: 0.5 }, 'invalid-parameter'],
  ])('refuses %s', (_, table, options, code) => {
    const good = {
      features: Float64Array.from([1, 2]),
      labels: Int32Array.from([0, 1]),
      nSamples: 2,
      nFeatures: 1,
      nClasses: 2,
    };
    expect(() => growTree({ ...good, ...table }, { ...OPTIONS, ...options })).toThrowError(
      expect.objectContaining({ code }),
    );
  });
});

describe('pruned', () => {
  it('gives subtrees that get smaller and less pure, down to the root', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const tree = growTree(table, OPTIONS);
        const path = pruningPath(tree);
        expect(path.at(-1)!.nLeaves).toBe(1);
        path.slice(1).forEach((step, k) => {
          expect(step.alpha).toBeGreaterThan(path[k].alpha - 1e-12);
          expect(step.nLeaves).toBeLessThan(path[k].nLeaves);
          expect(step.impurity).toBeGreaterThan(path[k].impurity);
        });
        expect(pruned(tree, Infinity).nodes.length).toBe(1);
        expect(pruned(tree, 0)).toEqual(tree);
      }),
    );
  });
});
