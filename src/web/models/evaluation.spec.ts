import { describe, expect, it } from 'vitest';
import { makeFixtureModel } from '../dev/fixture-model.js';
import { coveredOf } from './coverage-figure.js';
import { measuredOutputs, readEvaluation, scoreOf, shareError } from './read-evaluation.js';
import { observedErrors } from './reliability-figure.js';

const evaluation = readEvaluation(makeFixtureModel().evaluation)!;

describe('evaluation.json', () => {
  it('is read as it is written', () => {
    expect(evaluation.conditions.map(({ name }) => name)).toEqual(['clean', 'dose-300', 'shift', 'broad']);
    expect(measuredOutputs(evaluation).map(({ name }) => name)).toEqual(['valence', 'fractions']);
    const score = scoreOf(evaluation.conditions[0], 'valence')!;
    expect(score.metrics.mae).toBe(0.07);
    expect(score.baseline.mae).toBeCloseTo(0.147, 12);
    expect(score.reliability?.counts).toHaveLength(10);
  });

  it('is none when it is something else', () => {
    for (const other of [null, 3, [], {}, { schema: 'kaimen.evaluation/2' }])
      expect(readEvaluation(other)).toBeNull();
  });

  it('may lack anything: that is not measured', () => {
    const bare = readEvaluation({ schema: 'kaimen.evaluation/1', conditions: [{ name: 'clean', outputs: [{ name: 'a' }] }] })!;
    const [condition] = bare.conditions;
    expect(condition).toMatchObject({ label: 'clean', grouping: null, nSpectra: null, abstained: null });
    expect(condition.outputs[0]).toMatchObject({ label: 'a', unit: '', coverage: null, reliability: null });
    expect(bare.domain).toEqual([]);
    expect(coveredOf(bare, 'a')).toEqual([]);
  });

  it('takes no reliability whose bins do not fit their counts', () => {
    const output = { name: 'a', reliability: { kind: 'value', binEdges: [0, 1, 2], counts: [3] } };
    const read = readEvaluation({ schema: 'kaimen.evaluation/1', conditions: [{ outputs: [output] }] })!;
    expect(read.conditions[0].outputs[0].reliability).toBeNull();
  });
});

describe('errors', () => {
  it('of a share are binomial', () => {
    expect(shareError(0.9, 100)).toBeCloseTo(0.03, 12);
    expect(shareError(0.9, 0)).toBeNull();
  });

  it('of a mean fall with the root of the count, and an empty bin has none', () => {
    const bins = {
      ...{ kind: 'value' as const, binEdges: [0, 1, 2], predictedMean: [0.5, null], counts: [16, 0] },
      ...{ observedMean: [0.4, null], observedStd: [0.2, null] },
    };
    expect(observedErrors(bins)).toEqual([0.05, null]);
    expect(observedErrors({ ...bins, kind: 'probability' })[0]).toBeCloseTo(Math.sqrt(0.24 / 16), 12);
  });
});
