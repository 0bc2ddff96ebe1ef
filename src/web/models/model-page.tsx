import { useEffect, useMemo } from 'react';
import { Link } from '../app/link.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { ExportStampContext } from '../plot/figure.js';
import { edgeName } from '../view/labels.js';
import { EvaluationSection } from './evaluation-section.js';
import { Markdown } from './markdown.js';
import { ModelFiles, OriginFacts, TrainingData } from './model-facts.js';
import { StatusChip } from './model-status.js';
import type { ModelDetail } from './model-types.js';
import { readEvaluation } from './read-evaluation.js';
import { isStructureTree } from './tree/tree-layout.js';
import { TreeSection } from './tree/tree-section.js';

function Head({ model }: { readonly model: ModelDetail }) {
  const { title, status, technique, edge } = model.manifest;
  return (
    <header>
      <h1>{title}</h1>
      <div className="chips">
        <StatusChip status={status} />
        <span className="chip">{model.id}</span>
        <span className="chip">
          {edgeName(`${edge.element}_${edge.shell}`)}, {technique}
        </span>
        <span className="chip" title={model.manifestSha256}>
          manifest {model.manifestSha256.slice(0, 12)}…
        </span>
      </div>
    </header>
  );
}

function Shown({ model }: { readonly model: ModelDetail }) {
  const { id, manifest, manifestSha256, card } = model;
  const evaluation = useMemo(() => readEvaluation(model.evaluation), [model.evaluation]);
  const stamp = useMemo(
    () => ({
      lines: [`model ${id}, manifest sha256 ${manifestSha256}`],
      fileStem: id.replace(/[^\w.-]+/g, '-'),
    }),
    [id, manifestSha256],
  );
  useEffect(() => {
    document.title = `${manifest.title} – Kaimen`;
  }, [manifest.title]);
  return (
    <ExportStampContext value={stamp}>
      <article className="model">
        <Head model={model} />
        <div className="model-top">
          <section className="panel card-text" aria-label="Card" tabIndex={0}>
            {card === null ? <p className="note">No card came with this model.</p> : <Markdown text={card} />}
          </section>
          <div className="stack">
            <OriginFacts manifest={manifest} />
            <TrainingData manifest={manifest} />
            <ModelFiles model={model} />
          </div>
        </div>
        <EvaluationSection evaluation={evaluation} />
        {isStructureTree(model.structureTree) && <TreeSection tree={model.structureTree} />}
      </article>
    </ExportStampContext>
  );
}

interface ModelPageProps {
  readonly task: string;
  readonly version: string;
}

/** One model: what it is for, how good it is, what made it, its files. */
export function ModelPage({ task, version }: ModelPageProps) {
  const { data, problem } = useResource<ModelDetail>(
    `/models/${encodeURIComponent(task)}/${encodeURIComponent(version)}`,
  );
  return (
    <>
      <p>
        <Link to="/models">All models</Link>
      </p>
      {problem !== null && <ProblemCard problem={problem} subject={`${task} ${version}`} />}
      {data === null && problem === null && <p className="note">Loading…</p>}
      {data !== null && <Shown model={data} />}
    </>
  );
}
