import { useEffect, useSyncExternalStore } from 'react';
import { getJson, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import type { BoundaryList, Evidence } from './types.js';

/** A region of an analysis with the boundary that it is tied to, or may be. */
export interface RegionLink {
  readonly evidence: Evidence;
  readonly region: NonNullable<Evidence['region']>;
  readonly label: string;
}

export interface Links {
  /** Of the scan, rejected ones too. */
  readonly evidence: readonly Evidence[];
  readonly items: readonly RegionLink[];
  readonly problem: Problem | null;
}

const NOTHING: Links = { evidence: [], items: [], problem: null };

/** What the bar and the marks on the scan both show; asked for once. */
export class LinkStore {
  private state = NOTHING;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly analysisId: string) {}

  get = (): Links => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Again, when something was tied or decided. */
  async load(): Promise<void> {
    try {
      const { items } = await getJson<{ items: readonly Evidence[] }>(
        `/analyses/${this.analysisId}/evidence`,
      );
      this.state = { evidence: items, items: await named(items, this.analysisId), problem: null };
    } catch (error) {
      this.state = { ...this.state, problem: problemOf(error) };
    }
    this.listeners.forEach((listener) => listener());
  }
}

/** Evidence knows its boundary by id; people by name. Rejected ones are no links. */
async function named(evidence: readonly Evidence[], analysisId: string): Promise<RegionLink[]> {
  if (evidence.length === 0) return [];
  const labels = new Map<string, string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const part: BoundaryList = await getJson<BoundaryList>(
      `/catalogue/boundaries?analysis_id=${analysisId}&limit=200${after}`,
    );
    for (const { id, label } of part.items) labels.set(id, label);
    cursor = part.nextCursor;
  }
  return evidence.flatMap((one) => {
    const label = labels.get(one.boundaryId);
    if (one.state === 'rejected' || label === undefined || one.region === null) return [];
    return [{ evidence: one, region: one.region, label }];
  });
}

const stores = new Map<string, LinkStore>();

export function linkStore(analysisId: string): LinkStore {
  const store = stores.get(analysisId) ?? new LinkStore(analysisId);
  stores.set(analysisId, store);
  return store;
}

/** For the part that asks: what was decided on a boundary's page counts here when one comes back. */
export function useFreshLinks(analysisId: string): ReturnType<typeof useLinks> {
  const { links, store } = useLinks(analysisId);
  useEffect(() => void store.load(), [store]);
  return { links, store };
}

export function useLinks(analysisId: string): { readonly links: Links; readonly store: LinkStore } {
  const store = linkStore(analysisId);
  const links = useSyncExternalStore(store.subscribe, store.get);
  return { links, store };
}
