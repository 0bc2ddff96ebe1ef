import { useSyncExternalStore } from 'react';

export const TABS = [
  'components',
  'clusters',
  'edges',
  'descriptors',
  'structure',
  'references',
  'similar',
  'provenance',
] as const;
export type TabId = (typeof TABS)[number];

/** Ends of a line drawn over a map: row and column, row and column (pixel indices). */
export type MapLine = readonly [number, number, number, number];
export type Range = readonly [number, number];

/** All that a user has chosen in a view. One cursor: every plot reads `pixel` and `energyEv` from here. */
export interface ViewState {
  /** Pixel index of the scan (C order). */
  readonly pixel: number;
  readonly energyEv: number | null;
  readonly frozen: boolean;
  /** Indices along the path [first, last], both included, that are summed. */
  readonly range: Range | null;
  /** Energy window in view. */
  readonly zoomEv: Range | null;
  /** Energy window whose counts are summed. */
  readonly integralEv: Range | null;
  /** Another background window for `edgeId`, tried on this page. */
  readonly fitWindowEv: Range | null;
  readonly edgeId: string | null;
  readonly tab: TabId;
  readonly logCounts: boolean;
  readonly logMap: boolean;
  readonly raw: boolean;
  readonly net: boolean;
  readonly line: MapLine | null;
  /** Index on the slowest of three navigation axes. */
  readonly slice: number;
  /** Part that is compared with references, 'cluster:0', and its energies, 'edge:O_K'; null: the first that there is. */
  readonly similarOf: string | null;
  readonly similarIn: string | null;
  /** Reference drawn over it; null: the closest. */
  readonly referenceId: string | null;
  /** Network whose answers are shown; null: the first. */
  readonly modelId: string | null;
  /** Height at which the dendrogram is cut; null: where the result cuts it. */
  readonly cutHeight: number | null;
}

export const INITIAL_STATE: ViewState = {
  pixel: 0,
  energyEv: null,
  frozen: false,
  range: null,
  zoomEv: null,
  integralEv: null,
  fitWindowEv: null,
  edgeId: null,
  tab: 'components',
  logCounts: false,
  logMap: false,
  raw: false,
  net: false,
  line: null,
  slice: 0,
  similarOf: null,
  similarIn: null,
  referenceId: null,
  modelId: null,
  cutHeight: null,
};

/**
 * Holds the state outside React: a moving pointer then redraws only what reads the cursor, not the page.
 */
export class ViewStore {
  private state: ViewState;
  private readonly listeners = new Set<() => void>();

  constructor(initial: Partial<ViewState> = {}) {
    this.state = { ...INITIAL_STATE, ...initial };
  }

  get = (): ViewState => this.state;

  set(change: Partial<ViewState>): void {
    const keys = Object.keys(change) as (keyof ViewState)[];
    if (keys.every((key) => Object.is(this.state[key], change[key]))) return;
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }

  /** A hovering pointer moves the cursor unless a click has frozen it. */
  hover(change: { readonly pixel?: number; readonly energyEv?: number | null }): void {
    if (!this.state.frozen) this.set(change);
  }

  /** A click puts the cursor there and freezes it; the next click lets go. */
  click(change: { readonly pixel?: number; readonly energyEv?: number | null }): void {
    this.set(this.state.frozen ? { ...change, frozen: false } : { ...change, frozen: true });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** One field of the state; the component is drawn again only when it changes. */
export function useField<K extends keyof ViewState>(store: ViewStore, key: K): ViewState[K] {
  return useSyncExternalStore(store.subscribe, () => store.get()[key]);
}
