import type { EdgeResult } from '../../../science/interpretation/interpretation-result.js';
import { formatFixed, formatNumber, formatWithStd } from '../../plot/format.js';
import { useView } from '../context.js';
import { energyAt } from '../../../science/spectra/spectrum-image.js';
import { edgeName } from '../labels.js';
import { DeconvolvedSpectra } from './deconvolved.js';
import { useField } from '../view-store.js';

const windowText = (w: readonly [number, number] | null): string =>
  w === null ? '–' : `${formatFixed(w[0], 1)}–${formatFixed(w[1], 1)}`;

function EdgeRow({ edge, chosen }: { readonly edge: EdgeResult; readonly chosen: boolean }) {
  const { store, axis } = useView();
  const show = (): void => {
    const low = (edge.fitWindowEv?.[0] ?? edge.onsetEv - 40) - 5;
    const high = (edge.signalWindowEv?.[1] ?? edge.onsetEv + 60) + 15;
    const zoomEv: [number, number] = [
      Math.max(low, axis.offsetEv),
      Math.min(high, energyAt(axis, axis.nChannels - 1)),
    ];
    store.set({ edgeId: edge.id, fitWindowEv: null, zoomEv });
  };
  return (
    <tr aria-selected={chosen}>
      <th scope="row">
        <button type="button" className="link" onClick={show} title="Show this edge in the spectrum">
          {edgeName(edge.id)}
        </button>
      </th>
      <td className="num">{formatFixed(edge.tableOnsetEv, 1)}</td>
      <td className="num">{formatWithStd(edge.onsetEv, edge.onsetStdEv)}</td>
      <td className="num">{formatFixed(edge.onsetEv - edge.tableOnsetEv, 1)}</td>
      <td className="num">{formatNumber(edge.significance, 3)}</td>
      <td className="num">{windowText(edge.fitWindowEv)}</td>
      <td className="num">{windowText(edge.signalWindowEv)}</td>
      <td>{edge.background === null ? 'not quantified' : edge.source}</td>
    </tr>
  );
}

export function EdgesTab() {
  const { result, store } = useView();
  const edgeId = useField(store, 'edgeId');
  if (result.edges.length === 0)
    return <p className="empty">No edge was found above the significance the recipe asks for.</p>;
  return (
    <>
      <EdgeTable edgeId={edgeId} />
      <DeconvolvedSpectra />
    </>
  );
}

function EdgeTable({ edgeId }: { readonly edgeId: string | null }) {
  const { result } = useView();
  return (
    <div className="panel scroll">
      <table>
        <thead>
          <tr>
            <th>Edge</th>
            <th className="num">Table onset (eV)</th>
            <th className="num">Onset here (eV)</th>
            <th className="num">Shift (eV)</th>
            <th className="num">Net / σ</th>
            <th className="num">Background window (eV)</th>
            <th className="num">Signal window (eV)</th>
            <th>Source of the table onset</th>
          </tr>
        </thead>
        <tbody>
          {result.edges.map((edge) => (
            <EdgeRow key={edge.id} edge={edge} chosen={edge.id === edgeId} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
