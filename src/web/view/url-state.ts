import type { NavigationAxis } from '../../science/spectra/spectrum-image.js';
import { mapAxes } from './scan-path.js';
import { INITIAL_STATE, TABS, type MapLine, type Range, type TabId, type ViewState } from './view-store.js';

/** Numbers in a link are rounded to what a reader can see: a hundredth of an eV. */
const short = (v: number): string => String(Number(v.toFixed(3)));
const joined = (values: readonly number[]): string => values.map(short).join('_');

/** What was selected, as the part of the address after '#': a link shows a colleague the same thing. */
export function stateToHash(state: ViewState): string {
  const params = new URLSearchParams();
  const put = (key: string, value: string | null): void => {
    if (value !== null) params.set(key, value);
  };
  if (state.frozen) {
    put('pixel', String(state.pixel));
    put('energy', state.energyEv === null ? null : short(state.energyEv));
  }
  put('range', state.range && joined(state.range));
  put('zoom', state.zoomEv && joined(state.zoomEv));
  put('sum', state.integralEv && joined(state.integralEv));
  put('fit', state.fitWindowEv && joined(state.fitWindowEv));
  put('edge', state.edgeId);
  put('line', state.line && joined(state.line));
  put('slice', state.slice === 0 ? null : String(state.slice));
  put('cut', state.cutHeight === null ? null : short(state.cutHeight));
  put('of', state.similarOf);
  put('in', state.similarIn);
  put('ref', state.referenceId);
  put('model', state.modelId);
  put('tab', state.tab === INITIAL_STATE.tab ? null : state.tab);
  const flags = (['logCounts', 'logMap', 'raw', 'net'] as const).filter((key) => state[key]);
  put('show', flags.length === 0 ? null : flags.join('_'));
  return params.toString();
}

function numbers(text: string | null, count: number): number[] | null {
  if (text === null) return null;
  const values = text.split('_').map(Number);
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

type Draft = { -readonly [K in keyof ViewState]?: ViewState[K] };

function cursorFrom(params: URLSearchParams, nPixels: number): Draft {
  const pixel = numbers(params.get('pixel'), 1)?.[0];
  if (pixel === undefined || !Number.isInteger(pixel) || pixel < 0 || pixel >= nPixels) return {};
  return { pixel, frozen: true, energyEv: numbers(params.get('energy'), 1)?.[0] ?? null };
}

/** The opposite; what does not parse is left at its default. `nPixels` bounds the cursor. */
export function hashToState(hash: string, nPixels: number): Partial<ViewState> {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const range = (key: string) => numbers(params.get(key), 2) as Range | null;
  const state: Draft = {
    ...cursorFrom(params, nPixels),
    range: range('range'),
    zoomEv: range('zoom'),
    integralEv: range('sum'),
    fitWindowEv: range('fit'),
    line: numbers(params.get('line'), 4) as MapLine | null,
    edgeId: params.get('edge'),
    similarOf: params.get('of'),
    similarIn: params.get('in'),
    referenceId: params.get('ref'),
    modelId: params.get('model'),
    slice: numbers(params.get('slice'), 1)?.[0] ?? 0,
    cutHeight: numbers(params.get('cut'), 1)?.[0] ?? null,
  };
  const tab = params.get('tab') as TabId | null;
  if (tab !== null && TABS.includes(tab)) state.tab = tab;
  const flags = (params.get('show') ?? '').split('_');
  for (const key of ['logCounts', 'logMap', 'raw', 'net'] as const) state[key] = flags.includes(key);
  return state;
}

interface Navigated {
  readonly navigation: readonly NavigationAxis[];
  readonly nPixels: number;
}

/**
 * 'region=12_19': pixels, both included, as the catalogue knows them. On a map the line is laid over the row that holds them;
 * a region of several rows is shown by its first pixel alone.
 */
export function regionState(hash: string, { navigation, nPixels }: Navigated): Partial<ViewState> {
  const region = numbers(new URLSearchParams(hash.replace(/^#/, '')).get('region'), 2);
  if (region === null || !region.every(Number.isInteger)) return {};
  const [from, to] = region;
  if (from < 0 || to < from || to >= nPixels) return {};
  const cursor = { pixel: from, frozen: true };
  if (navigation.length === 0) return cursor;
  if (navigation.length === 1) return { ...cursor, range: [from, to] };
  const { rows, columns } = mapAxes(navigation);
  const row = Math.floor(from / columns.size);
  const line = [row % rows.size, 0, row % rows.size, columns.size - 1] as const;
  const slice = Math.floor(row / rows.size);
  if (Math.floor(to / columns.size) !== row) return { ...cursor, line, slice };
  return { ...cursor, line, slice, range: [from % columns.size, to % columns.size] };
}
