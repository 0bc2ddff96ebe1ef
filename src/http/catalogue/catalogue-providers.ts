import type { FactoryProvider } from '@nestjs/common';
import { CurateBoundaries } from '../../workflows/catalogue/curate-boundaries.js';
import { FindBoundaries } from '../../workflows/catalogue/find-boundaries.js';
import { ManageEvidence } from '../../workflows/catalogue/manage-evidence.js';
import { SimilarBoundaries } from '../../workflows/catalogue/similar-boundaries.js';
import { SuggestBoundaries } from '../../workflows/catalogue/suggest-boundaries.js';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { CatalogueRepository } from '../../workflows/ports/catalogue.js';
import { Clock } from '../../workflows/ports/clock.js';
import { ReadResults } from '../../workflows/read-results.js';
import { FindSearches } from '../../workflows/searches/find-searches.js';

/** The workflows of the catalogue, made from the ports. */
export const CATALOGUE_PROVIDERS: FactoryProvider[] = [
  {
    provide: FindBoundaries,
    inject: [CatalogueRepository, BlobStore],
    useFactory: (catalogue: CatalogueRepository, blobs: BlobStore) => new FindBoundaries(catalogue, blobs),
  },
  {
    provide: SimilarBoundaries,
    inject: [CatalogueRepository],
    useFactory: (catalogue: CatalogueRepository) => new SimilarBoundaries(catalogue),
  },
  {
    provide: CurateBoundaries,
    inject: [CatalogueRepository, Clock],
    useFactory: (catalogue: CatalogueRepository, clock: Clock) => new CurateBoundaries(catalogue, clock),
  },
  {
    provide: ManageEvidence,
    inject: [CatalogueRepository, ReadResults, FindSearches, Clock],
    useFactory: (
      catalogue: CatalogueRepository,
      results: ReadResults,
      searches: FindSearches,
      clock: Clock,
    ) => new ManageEvidence({ catalogue, results, searches, clock }),
  },
  {
    provide: SuggestBoundaries,
    inject: [CatalogueRepository, ReadResults],
    useFactory: (catalogue: CatalogueRepository, results: ReadResults) =>
      new SuggestBoundaries(catalogue, results),
  },
];
