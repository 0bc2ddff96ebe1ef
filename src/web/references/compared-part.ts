import { energyAt, type EnergyAxis } from '../../science/spectra/spectrum-image.js';
import { categoryLetter } from '../plot/palette.js';
import { METHOD_NAME, NOUN } from '../view/tabs/component-rows.js';
import { edgeName, positionText } from '../view/labels.js';
import type { ScanKind, ScanPath } from '../view/scan-path.js';
import type { Range } from '../view/view-store.js';
import type { ViewedResult } from '../view/viewed-result.js';
import type { Selection } from './types.js';

/** A part of an analysis that can be compared or kept. */
export interface Part {
  readonly id: string;
  readonly text: string;
  readonly selection: Selection;
}

interface Where {
  readonly result: ViewedResult;
  readonly kind: ScanKind;
  readonly path: ScanPath;
  /** Indices along the path, both included. */
  readonly range: Range | null;
}

/** The parts that the service knows: mean, clusters as the result cuts them, components of the unmixing, positions dragged over a line. */
export function partsOf({ result, kind, path, range }: Where): Part[] {
  const nPositions = path.pixels.length;
  const dragged: Part[] = [];
  // Positions under a line over a map are no run of pixels.
  if (range !== null && kind === 'line') {
    const last = Math.min(Math.max(0, range[1]), nPositions - 1);
    const first = Math.min(Math.max(0, range[0]), last);
    const text = `Positions ${positionText(path, first)} to ${positionText(path, last)} (${last - first + 1}, selected by drag)`;
    dragged.push({
      id: 'range',
      text,
      selection: { pixels: [path.pixels[first], path.pixels[last] + 1] },
    });
  }
  const clusters = (result.clusters?.meanSpectra ?? []).map((_, cluster) => ({
    id: `cluster:${cluster}`,
    text: `Cluster ${categoryLetter(cluster)}`,
    selection: { cluster },
  }));
  const components = (result.unmixing?.components ?? []).map((_, component) => ({
    id: `component:${component}`,
    text: `${METHOD_NAME[result.unmixing!.method]} ${NOUN[result.unmixing!.method]} ${component + 1}`,
    selection: { component },
  }));
  const mean = { id: 'mean', text: kind === 'spectrum' ? 'Spectrum' : 'Mean of the scan', selection: {} };
  return [...clusters, ...dragged, ...components, mean];
}

/** Which energies of it are compared. */
export interface Energies {
  readonly id: string;
  readonly text: string;
  readonly rangeEv: Range | null;
  readonly element: string | null;
  readonly edge: string | null;
}

interface Windows {
  readonly zoomEv: Range | null;
  readonly integralEv: Range | null;
}

/** An edge is asked about from a little before its onset to where its fine structure is over, eV. */
const BEFORE_EV = 5;
const BEHIND_EV = 60;
const round = (ev: number): number => Number(ev.toFixed(2));
const rangeText = ([lo, hi]: Range): string => `${lo.toFixed(0)}–${hi.toFixed(0)} eV`;

export function energiesOf(
  result: ViewedResult,
  axis: EnergyAxis,
  { zoomEv, integralEv }: Windows,
): Energies[] {
  const within = ([lo, hi]: Range): Range => [
    round(Math.max(lo, energyAt(axis, 0))),
    round(Math.min(hi, energyAt(axis, axis.nChannels - 1))),
  ];
  const named = (id: string, name: string, range: Range | null): Energies[] => {
    if (range === null) return [];
    const rangeEv = within(range);
    return [{ id, text: `${name} (${rangeText(rangeEv)})`, rangeEv, element: null, edge: null }];
  };
  const edges = result.edges
    // One signal: the lower edge of a pair stands for both.
    .filter(({ shell }) => shell !== 'L2' && shell !== 'M4')
    .map((edge): Energies => {
      const onsetEv = edge.onsetEv;
      const rangeEv = within([onsetEv - BEFORE_EV, onsetEv + BEHIND_EV]);
      const text = `${edgeName(edge.id)}, net signal (${rangeText(rangeEv)})`;
      return { id: `edge:${edge.id}`, text, rangeEv, element: edge.element, edge: edge.shell };
    })
    .filter(({ rangeEv }) => rangeEv !== null && rangeEv[1] - rangeEv[0] > 2 * BEFORE_EV);
  return [
    { id: 'all', text: 'All energies', rangeEv: null, element: null, edge: null },
    ...edges,
    ...named('window', 'Selected window', integralEv),
    ...named('zoom', 'Energies in view', zoomEv),
  ];
}
