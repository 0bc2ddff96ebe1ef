import { useEffect, useSyncExternalStore } from 'react';
import { getJson, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import type { Boundary, Evidence } from './types.js';

/** A region of an analysis with the boundary that it is tied to, or may be. */
export interface RegionLink {
  readonly evidence: Evidence;
  readonly region: NonNullable<Evidence['region']>;
  readonly label: string;
}

export interface Links {
  readonly items: readonly RegionLink[];
  readonly problem: Problem | null;
}

const NOTHING: Links = { items: [], problem: null };

/** What the bar and the marks on the scan both show; asked for once. */
export class LinkStore {
  private state = NOTHING;
  private isLoaded = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly analysisId: string) {}

  get = (): Links => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  ensure(): void {
    if (this.isLoaded) return;
    this.isLoaded = true;
    void this.load();
  }

  /** Again, when something was tied. */
  async load(): Promise<void> {
    try {
      const { items } = await getJson<{ items: readonly Evidence[] }>(
        `/analyses/${this.analysisId}/evidence`,
      );
      this.state = { items: await named(items), problem: null };
    } catch (error) {
      this.state = { ...this.state, problem: problemOf(error) };
    }
    this.listeners.forEach((listener) => listener());
  }
}

/** Evidence knows its boundary by id; people by name. Rejected ones are no links. */
async function named(evidence: readonly Evidence[]): Promise<RegionLink[]> {
  const shown = evidence.filter(({ state }) => state !== 'rejected');
  const ids = [...new Set(shown.map(({ boundaryId }) => boundaryId))];
  const boundaries = await Promise.all(ids.map((id) => getJson<Boundary>(`/catalogue/boundaries/${id}`)));
  const byId = new Map(boundaries.map((boundary) => [boundary.id, boundary]));
  return shown.flatMap((one) => {
    const boundary = byId.get(one.boundaryId);
    if (boundary === undefined || one.region === null) return [];
    return [{ evidence: one, region: one.region, label: boundary.label }];
  });
}

const stores = new Map<string, LinkStore>();

export function linkStore(analysisId: string): LinkStore {
  const store = stores.get(analysisId) ?? new LinkStore(analysisId);
  stores.set(analysisId, store);
  return store;
}

export function useLinks(analysisId: string): { readonly links: Links; readonly store: LinkStore } {
  const store = linkStore(analysisId);
  const links = useSyncExternalStore(store.subscribe, store.get);
  useEffect(() => store.ensure(), [store]);
  return { links, store };
}
