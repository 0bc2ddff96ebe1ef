import { useEffect, useSyncExternalStore } from 'react';
import type { ViewStore } from './view-store.js';

/** Spectra of a scan, all on the same energy axis; those not here yet are fetched when asked for. */
export interface SpectraSource {
  readonly nPixels: number;
  readonly nChannels: number;
  /** The spectrum if it is here; otherwise null, and it is on its way (listeners hear when it has come). */
  spectrum(pixel: number): Float32Array | null;
  /** Grows whenever something has come. */
  version(): number;
  /** What went wrong with the last fetch; null when nothing did. */
  failure(): string | null;
  /** After a failure: what is missing may be asked for again. */
  retry(): void;
  subscribe(listener: () => void): () => void;
}

/** All spectra in memory, [nPixels × nChannels]. */
export class MemorySpectra implements SpectraSource {
  constructor(
    private readonly counts: Float32Array,
    readonly nPixels: number,
    readonly nChannels: number,
  ) {}

  spectrum(pixel: number): Float32Array {
    return this.counts.subarray(pixel * this.nChannels, (pixel + 1) * this.nChannels);
  }

  version(): number {
    return 0;
  }

  failure(): null {
    return null;
  }

  retry(): void {
    // Nothing can fail here.
  }

  subscribe(): () => void {
    return () => undefined;
  }
}

export type FetchPixels = (from: number, to: number) => Promise<Float32Array>;

const BLOCK_VALUES = 65_536; // 256 KiB of float32 a request: a line down a map's columns needs a block for each pixel
const MAX_CACHED_BLOCKS = 1_024;
const MAX_IN_FLIGHT = 4;
/** A moving cursor asks a service that is away no more often than this. */
const RETRY_MS = 1_000;

/**
 * Spectra behind the API, fetched in blocks of neighbouring pixels and kept up to 256 MiB; the latest wish is
 * served first, because it is where the cursor is.
 */
export class RemoteSpectra implements SpectraSource {
  private readonly blocks = new Map<number, Float32Array>();
  private readonly wanted: number[] = [];
  private readonly inFlight = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private readonly blockPixels: number;
  private changes = 0;
  private problem: string | null = null;
  private failedAt = 0;

  constructor(
    private readonly fetchPixels: FetchPixels,
    readonly nPixels: number,
    readonly nChannels: number,
    private readonly now: () => number = Date.now,
  ) {
    this.blockPixels = Math.max(1, Math.floor(BLOCK_VALUES / nChannels));
  }

  spectrum(pixel: number): Float32Array | null {
    const index = Math.floor(pixel / this.blockPixels);
    const block = this.blocks.get(index);
    if (block === undefined) {
      this.want(index);
      return null;
    }
    const at = (pixel - index * this.blockPixels) * this.nChannels;
    return block.subarray(at, at + this.nChannels);
  }

  version(): number {
    return this.changes;
  }

  failure(): string | null {
    return this.problem;
  }

  retry(): void {
    if (this.problem === null || this.now() - this.failedAt < RETRY_MS) return;
    this.problem = null;
    this.changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private want(index: number): void {
    if (this.inFlight.has(index) || this.wanted.includes(index) || this.problem !== null) return;
    this.wanted.push(index);
    // After the render that asked, so that a whole heat map's wishes are gathered first.
    queueMicrotask(() => this.pump());
  }

  private pump(): void {
    while (this.inFlight.size < MAX_IN_FLIGHT && this.wanted.length > 0) {
      const index = this.wanted.pop()!;
      this.inFlight.add(index);
      void this.load(index);
    }
  }

  private async load(index: number): Promise<void> {
    const from = index * this.blockPixels;
    try {
      this.blocks.set(index, await this.fetchPixels(from, Math.min(this.nPixels, from + this.blockPixels)));
      if (this.blocks.size > MAX_CACHED_BLOCKS) this.blocks.delete(this.blocks.keys().next().value!);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      this.failedAt = this.now();
      this.wanted.length = 0;
    } finally {
      this.inFlight.delete(index);
      this.changed();
      this.pump();
    }
  }

  private changed(): void {
    this.changes++;
    this.listeners.forEach((listener) => listener());
  }
}

/** Fetches that failed are tried again when the cursor moves to another pixel. */
export function useRetryOnMove(
  store: ViewStore,
  preprocessed: SpectraSource | null,
  raw: SpectraSource | null,
): void {
  useEffect(() => {
    let { pixel } = store.get();
    return store.subscribe(() => {
      if (store.get().pixel === pixel) return;
      pixel = store.get().pixel;
      preprocessed?.retry();
      raw?.retry();
    });
  }, [store, preprocessed, raw]);
}

const NOTHING: SpectraSource = new MemorySpectra(new Float32Array(0), 0, 0);

/** Redraws the component when spectra have come; the number serves as a dependency. */
export function useSpectraVersion(source: SpectraSource | null): number {
  const from = source ?? NOTHING;
  return useSyncExternalStore(
    (listener) => from.subscribe(listener),
    () => from.version(),
  );
}
