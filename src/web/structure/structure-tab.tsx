import '../styles/structure.css';
import type { DescriptorReading } from '../../science/descriptors/descriptor-result.js';
import { formatNumber } from '../plot/format.js';
import { useView } from '../view/context.js';
import { edgeName } from '../view/labels.js';
import { Choice } from '../view/toggle.js';
import { useField } from '../view/view-store.js';
import { drawnOf, reasonCounts, untoldAt, type Drawn } from './along.js';
import { AttentionFigure } from './attention-figure.js';
import { CurveAtCursor, CurveMap } from './curve-figures.js';
import { ClassesMap, ScalarMap } from './estimate-map.js';
import { PositionPanel } from './position-panel.js';
import { ScalarFigure } from './scalar-figure.js';
import { ClassesFigure, SharesFigure } from './shares-figure.js';
import { useModel } from './use-model.js';

const STATUS: Readonly<Record<DescriptorReading['status'], string | null>> = {
  released: null,
  preview: 'Preview: trained on few data. Do not rest a conclusion on it alone.',
  benchmark: 'Benchmark: it shows the method, not what this scan is.',
};

interface FiguresProps {
  readonly reading: DescriptorReading;
  readonly drawn: Drawn;
  readonly isFirst: boolean;
}

function EstimateFigures({ reading, drawn, isFirst }: FiguresProps) {
  const { kind } = useView();
  if (drawn.kind === 'curve')
    return (
      <>
        {kind !== 'spectrum' && <CurveMap reading={reading} estimate={drawn} />}
        <CurveAtCursor reading={reading} estimate={drawn} />
      </>
    );
  if (kind === 'spectrum') return null;
  if (drawn.kind === 'shares') return <SharesFigure reading={reading} shares={drawn} />;
  return drawn.kind === 'scalar' ? (
    <>
      {kind === 'map' && <ScalarMap reading={reading} estimate={drawn} />}
      <ScalarFigure reading={reading} estimate={drawn} isWide={isFirst && kind === 'line'} />
    </>
  ) : (
    <>
      {kind === 'map' && <ClassesMap reading={reading} estimate={drawn} />}
      <ClassesFigure reading={reading} estimate={drawn} />
    </>
  );
}

/** How much of the scan the model answers for, and why not for the rest. */
function Scope({ reading }: { readonly reading: DescriptorReading }) {
  const pixels = reading.verdicts.map((_, p) => p);
  const n = pixels.length;
  const inside = reading.verdicts.filter((v) => v.inside).length;
  const reasons = reasonCounts(reading, pixels);
  if (n === 1) return null;
  const untold = n === 0 ? null : untoldAt(reading, 0);
  if (untold !== null)
    return (
      <p>
        Answers at all {n} positions; {untold}.
      </p>
    );
  return (
    <p>
      {inside === n ? (
        `All ${n} positions lie inside what the model knows.`
      ) : (
        <>
          Answers at {inside} of {n} positions ({formatNumber((100 * inside) / n, 3)} %), abstains at{' '}
          {n - inside}:{' '}
          {reasons.map(([reason, k]) => `${reason}${reasons.length > 1 ? ` (${k})` : ''}`).join('; ')}.
        </>
      )}
    </p>
  );
}

function Head({ reading }: { readonly reading: DescriptorReading }) {
  const { actions } = useView();
  const { modelId, title, status, edgeId, manifestSha256 } = reading;
  const warning = STATUS[status];
  return (
    <header className="reading-head">
      <h2>{title}</h2>
      <div className="chips">
        <span className="chip">{edgeName(edgeId)}</span>
        {warning !== null && <span className="chip warning">{warning}</span>}
        <span className="chip" title={`SHA-256 of its manifest: ${manifestSha256}`}>
          {actions?.models === undefined ? (
            modelId
          ) : (
            <a href={actions.models.pageOf(modelId)}>{modelId}: what it knows, and how well</a>
          )}
        </span>
      </div>
      <Scope reading={reading} />
    </header>
  );
}

function Reading({ reading }: { readonly reading: DescriptorReading }) {
  const { kind } = useView();
  const state = useModel(reading.modelId);
  return (
    <section className="reading" aria-label={reading.title} data-model={reading.modelId}>
      <Head reading={reading} />
      <div className="reading-body">
        <div className={`reading-figures ${kind}`}>
          {drawnOf(reading.estimates).map((drawn, i) => (
            <EstimateFigures key={drawn.id} {...{ reading, drawn }} isFirst={i === 0} />
          ))}
          <AttentionFigure reading={reading} />
        </div>
        <PositionPanel reading={reading} state={state} />
      </div>
    </section>
  );
}

/** What networks read off the scan: structure with its doubt, and where they do not know. */
export function StructureTab() {
  const { result, store } = useView();
  const modelId = useField(store, 'modelId');
  const readings = result.descriptors ?? [];
  if (readings.length === 0)
    return (
      <p className="empty">
        No network reads an edge of this scan, or its recipe asked none. Which edges networks read, and how
        well, stands under Models.
      </p>
    );
  const shown = readings.find((reading) => keyOf(reading) === modelId) ?? readings[0];
  return (
    <>
      {readings.length > 1 && (
        <Choice
          label="Network"
          value={keyOf(shown)}
          options={readings.map((reading) => ({ value: keyOf(reading), text: reading.title }))}
          onChange={(value) => store.set({ modelId: value })}
        />
      )}
      <Reading key={keyOf(shown)} reading={shown} />
    </>
  );
}

/** A model can read several edges of a scan. */
const keyOf = ({ modelId, edgeId }: DescriptorReading): string => `${modelId}:${edgeId}`;
