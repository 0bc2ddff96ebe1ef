import { describe, expect, it } from 'vitest';
import type { ScalarEstimate } from '../../science/descriptors/descriptor-result.js';
import { descriptorsOf } from '../dev/fixture-descriptors.js';
import { random, shapeOf } from '../dev/fixture-scan.js';
import { legendRows, type LegendEntry } from '../plot/legend.js';
import { scanPath } from '../view/scan-path.js';
import { inLines } from './abstain.js';
import {
  abstentions,
  boundsText,
  drawnOf,
  ionForPeople,
  mostProbable,
  partName,
  reasonAt,
  reasonCounts,
  spanOf,
  untoldAt,
} from './along.js';
import { abstainRuns } from './map-hatch.js';
import { abstentionNote, scalarNote } from './notes.js';
import { labelPlace, layered } from './stack.js';

const shape = shapeOf('line');
const path = scanPath(shape.navigation, null, 0);
const [manganese, oxygen] = descriptorsOf(shape, random(9));

describe('where a model abstains', () => {
  it('is runs of positions with one reason each, and together every position without an answer', () => {
    const runs = abstentions(manganese, path);
    const held = runs.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
    expect(held).toEqual(path.pixels.filter((p) => !manganese.verdicts[p].inside));
    for (const { first, last, reason } of runs)
      for (let i = first; i <= last; i++) expect(reasonAt(manganese, i)).toBe(reason);
  });

  it('reaches half a step beyond its positions', () => {
    expect(spanOf(path, 2, 4)).toEqual([0.75, 2.25]);
  });

  it('counts reasons that differ in a figure as one', () => {
    const verdicts = ['holds 84 of 300', 'holds 91.5 of 300', 'no edge'].map((reason) => ({
      ...{ inside: false, score: null, limit: 1, reason },
    }));
    const reading = { ...manganese, verdicts };
    expect(reasonCounts(reading, [0, 1, 2])).toEqual([
      ['holds 84 of 300', 2],
      ['no edge', 1],
    ]);
  });

  it('says how many, and nothing where all have an answer', () => {
    const n = manganese.verdicts.filter((v) => !v.inside).length;
    expect(abstentionNote(manganese, path)).toBe(`No answer at ${n} of 64 positions.`);
    const sure = { ...manganese, verdicts: manganese.verdicts.map((v) => ({ ...v, inside: true })) };
    expect(abstentionNote(sure, path)).toBe('');
  });

  it('does not say that it knows what it cannot tell', () => {
    const verdict = { inside: true, score: null, limit: 1, reason: 'comes without a domain' };
    const untold = { ...manganese, verdicts: [verdict, { ...verdict, score: 0.4, reason: null }] };
    expect(untoldAt(untold, 0)).toBe('comes without a domain');
    expect(untoldAt(untold, 1)).toBeNull();
    expect(untoldAt({ ...untold, verdicts: [{ ...verdict, inside: false }] }, 0)).toBeNull();
  });

  it('covers the same pixels of a map, run by run', () => {
    const inside = [true, false, false, true, false, true];
    const verdicts = inside.map((yes) => ({ inside: yes, score: 0, limit: 1, reason: null }));
    expect(abstainRuns(verdicts, { rows: 2, columns: 3, base: 0 })).toEqual([
      [0, 1, 3],
      [1, 1, 2],
    ]);
  });
});

describe('what is drawn', () => {
  it('puts the mean first and fractions of one whole together', () => {
    const drawn = drawnOf(manganese.estimates);
    expect(drawn.map((d) => [d.kind, d.id])).toEqual([
      ['scalar', 'mn-l23-valence.valence'],
      ['shares', 'mn-l23-valence.fractions'],
    ]);
    const shares = drawn[1];
    expect(shares.kind === 'shares' && shares.parts.map((p) => partName(p, shares.id))).toEqual([
      'Mn²⁺',
      'Mn³⁺',
      'Mn⁴⁺',
    ]);
  });

  it('leaves a part that stands alone a number of its own', () => {
    const [part] = manganese.estimates.filter((e): e is ScalarEstimate => e.kind === 'scalar');
    expect(drawnOf([part])).toEqual([part]);
    expect(drawnOf(oxygen.estimates).map((d) => d.kind)).toEqual([
      'scalar',
      'scalar',
      'scalar',
      'classes',
      'curve',
    ]);
  });

  it.each([
    ['Mn2+', 'Mn²⁺'],
    ['Mn2+ fraction', 'Mn²⁺ fraction'],
    ['O2-', 'O²⁻'],
    ['Na+', 'Na⁺'],
    ['mean O–M distance', 'mean O–M distance'],
    ['4', '4'],
  ])('writes %s as %s', (text, written) => expect(ionForPeople(text)).toBe(written));

  it.each([
    [3.3141, 3.5309, 0.06, '[3.314, 3.531]'],
    [-0.019, 0.053, 0.02, '[−0.019, 0.053]'],
    [152.04, 161.9, 3, '[152.0, 161.9]'],
    [2, 2.4, null, '[2.00, 2.40]'],
  ])('gives bounds %d, %d at the precision of ± %s', (low, high, std, text) =>
    expect(boundsText(low, high, std)).toBe(text),
  );

  it('finds the most probable label, none where there is no answer', () => {
    expect(mostProbable([[0.2, null], [0.5, null], [0.3, null]], 0)).toBe(1); // prettier-ignore
    expect(mostProbable([[0.2, null], [0.5, null], [0.3, null]], 1)).toBeNull(); // prettier-ignore
  });

  it('says where another opinion disagrees', () => {
    const mean = manganese.estimates.find((e) => e.id.endsWith('.valence')) as ScalarEstimate;
    const opinion = { ...manganese.secondOpinions[0], disagrees: [3, 5] };
    const note = scalarNote({ ...manganese, secondOpinions: [opinion] }, mean, path);
    expect(note).toContain('White-line ratio disagrees at 2 of');
    expect(note).toContain('(1.50 nm … 2.50 nm)');
  });
});

describe('stacked shares', () => {
  const layers = layered([
    [0.2, null, 0.5],
    [0.8, null, 0.5],
  ]);

  it('begin where the one below ends and leave gaps', () => {
    expect(layers[0]).toEqual({ from: [0, null, 0], to: [0.2, null, 0.5] });
    expect(layers[1]).toEqual({ from: [0.2, null, 0.5], to: [1, null, 1] });
  });

  it('are named where they are thick among their neighbours, or not at all', () => {
    const [thin, thick] = layered([
      [0.05, 0.05, 0.05, 0.05, 0.05],
      [0.1, 0.4, 0.9, 0.8, 0.7],
    ]);
    expect(labelPlace(thin, 1, 0.1)).toBeNull();
    const place = labelPlace(thick, 1, 0.1);
    expect(place?.index).toBe(3);
    expect(place?.height).toBeCloseTo(0.05 + 0.8 / 2, 12);
  });
});

describe('texts in plots', () => {
  it('break between words', () => {
    expect(inLines('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('break a legend into rows that fit, each entry once', () => {
    const entries = Array.from({ length: 7 }, (_, i): LegendEntry => ({
      text: `entry number ${i}`,
      color: '',
      kind: 'line',
    }));
    const rows = legendRows(entries, 300);
    expect(rows.flat()).toEqual(entries);
    expect(rows.length).toBeGreaterThan(2);
    expect(legendRows(entries, 3000)).toHaveLength(1);
  });
});
