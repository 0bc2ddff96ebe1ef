import { formatFixed, formatNumber, formatWithStd } from '../plot/format.js';
import { useView } from './context.js';
import { storedNet } from './counting-noise.js';
import { edgeName, withUnit } from './labels.js';
import { sumWindow } from './spectrum-model.js';
import type { ShownSpectrum } from './use-shown-spectrum.js';
import { useField } from './view-store.js';

type Window = readonly [number, number];

interface ShownProps {
  readonly shown: ShownSpectrum;
}

const sameWindow = (a: Window | null, b: Window): boolean => a !== null && a[0] === b[0] && a[1] === b[1];

/** Of what the standard deviations are made. */
function doubtText(noiseScale: number | null, ofResult: boolean): string {
  const noise =
    noiseScale === null
      ? 'the file does not say how its numbers become electrons'
      : noiseScale === 1
        ? 'counting error'
        : `noise measured: its variance is ${formatNumber(noiseScale, 3)} times the counts`;
  if (ofResult) return `${noise}; net with the error of the fit, as stored`;
  return noiseScale === null ? noise : `${noise}, without the error of the fit`;
}

function WindowSums({
  shown,
  windowEv,
  name,
}: ShownProps & { readonly windowEv: Window; readonly name: string }) {
  const { axis, result, countsUnit } = useView();
  const background = shown.background?.values ?? null;
  const { noiseScale } = shown;
  const sum = sumWindow(shown.original, axis, windowEv, { noiseScale, background });
  const { edge } = shown;
  const isOwn =
    edge !== null && shown.background?.source === 'result' && sameWindow(edge.signalWindowEv, windowEv);
  const stored = isOwn ? storedNet(result, edge, shown.pixels) : null;
  const net =
    stored ?? (sum.background === null ? null : { value: sum.counts - sum.background, std: sum.std });
  return (
    <span>
      {name} {formatFixed(windowEv[0], 1)}–{formatFixed(windowEv[1], 1)} eV: Σ{' '}
      {withUnit(formatWithStd(sum.counts, sum.std), countsUnit)}
      {net !== null && `, of it net ${withUnit(formatWithStd(net.value, net.std), countsUnit)}`} (
      {doubtText(noiseScale, stored !== null)})
    </span>
  );
}

function TriedWindow({ shown }: ShownProps) {
  const { store, actions } = useView();
  const tried = useField(store, 'fitWindowEv');
  if (tried === null || shown.edge === null) return null;
  const { edge } = shown;
  return (
    <span>
      Background {shown.background === null ? 'cannot be fitted' : 'refitted on this page'} in{' '}
      {formatFixed(tried[0], 1)}–{formatFixed(tried[1], 1)} eV; the stored result keeps its own.{' '}
      <button type="button" className="link" onClick={() => store.set({ fitWindowEv: null })}>
        Back to the result
      </button>
      {actions !== null && (
        <button type="button" className="link" onClick={() => actions.rerunWithWindow(edge.id, tried)}>
          Analyse again with this window
        </button>
      )}
    </span>
  );
}

/** Numbers of the windows under the plot: sums with their counting error, the law of the background. */
export function SpectrumNote({ shown }: ShownProps) {
  const integral = useField(useView().store, 'integralEv');
  const { edge, background } = shown;
  return (
    <span className="lines">
      {integral !== null && <WindowSums shown={shown} windowEv={integral} name="Selected" />}
      {edge?.signalWindowEv != null && shown.complete && (
        <WindowSums shown={shown} windowEv={edge.signalWindowEv} name={edgeName(edge.id)} />
      )}
      {background?.law && (
        <span>
          Background A·E⁻ʳ with r = {formatNumber(background.law.r, 4)}, fitted in{' '}
          {formatFixed(background.fitWindowEv[0], 1)}–{formatFixed(background.fitWindowEv[1], 1)} eV
        </span>
      )}
      <TriedWindow shown={shown} />
      <span className="hint">
        Drag to zoom, Shift-drag to sum a window
        {background !== null && ', drag the edges of the fit window to try another'}.
      </span>
    </span>
  );
}
