import type { DomainModel } from './domain-model.js';
import type { ModelManifest } from './model-manifest.js';
import type { ModelReferences } from './nearest-references.js';

/** A network that can be asked, with what came in its folder. */
export interface ServedModel {
  /** 'task@version'. */
  readonly id: string;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** null: it comes without, and cannot tell what it knows. */
  readonly domain: DomainModel | null;
  readonly references: ModelReferences | null;
  /**
   * @param rows  [nRows × nChannels]
   * @returns tensors by name, [nRows × width] or [members × nRows × width]
   */
  readonly ask: (rows: Float32Array, nRows: number) => Promise<Readonly<Record<string, Float32Array>>>;
}
