import { useState } from 'react';
import { Choice } from '../view/toggle.js';
import { AccuracyTable, ConfusionTable, DomainTable } from './accuracy-table.js';
import { CoverageFigure } from './coverage-figure.js';
import { measuredOutputs, scoreOf, titleOf, type Condition, type Evaluation } from './read-evaluation.js';
import { ReliabilityFigure } from './reliability-figure.js';

interface ConditionSelectProps {
  readonly conditions: readonly Condition[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

function ConditionSelect({ conditions, value, onChange }: ConditionSelectProps) {
  return (
    <label className="inline">
      Condition
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {conditions.map((condition) => (
          <option key={condition.name} value={condition.name}>
            {titleOf(condition)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Measured({ evaluation }: { readonly evaluation: Evaluation }) {
  const { conditions } = evaluation;
  const outputs = measuredOutputs(evaluation);
  const [output, setOutput] = useState(outputs[0].name);
  const [name, setName] = useState(conditions[0].name);
  const condition = conditions.find((c) => c.name === name) ?? conditions[0];
  const score = scoreOf(condition, output);
  return (
    <>
      <div className="bar">
        {outputs.length > 1 && (
          <Choice
            label="Which output"
            value={output}
            options={outputs.map((o) => ({ value: o.name, text: o.label }))}
            onChange={setOutput}
          />
        )}
        {conditions.length > 1 && (
          <ConditionSelect conditions={conditions} value={condition.name} onChange={setName} />
        )}
      </div>
      <div className="two-columns">
        {score === null ? (
          <p className="note">Not measured under this condition.</p>
        ) : (
          <ReliabilityFigure condition={condition} score={score} />
        )}
        <div className="stack">
          <CoverageFigure evaluation={evaluation} output={output} />
          {score !== null && <ConfusionTable score={score} />}
        </div>
      </div>
      <AccuracyTable evaluation={evaluation} output={output} />
      <DomainTable evaluation={evaluation} />
    </>
  );
}

/** How well the model does, output by output, under each condition that was tried. */
export function EvaluationSection({ evaluation }: { readonly evaluation: Evaluation | null }) {
  const isEmpty = evaluation === null || measuredOutputs(evaluation).length === 0;
  return (
    <section className="evaluation" aria-label="How good it is">
      <h2>How good it is</h2>
      {isEmpty ? (
        <p className="note">
          No evaluation came with this model. <code>kaimen models evaluate MODEL --data DIR</code> measures it on your
          own data.
        </p>
      ) : (
        <Measured evaluation={evaluation} />
      )}
    </section>
  );
}
