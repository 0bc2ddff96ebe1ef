import type { Recipe } from '../science/interpretation/recipe.js';
import type { ScanListing } from './ports/records.js';

/** A scan of an ingested dataset, and the file it came from. */
export interface StoredScan {
  readonly listing: ScanListing;
  readonly fileName: string;
  readonly sha256: string;
  readonly format: string;
}

export interface StoredScanRequest {
  readonly coreLoss: StoredScan;
  readonly lowLoss: StoredScan | null;
  readonly recipe: Recipe;
  /** Of the program, for the provenance. */
  readonly version: string;
}
