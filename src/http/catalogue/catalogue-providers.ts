import { createHash } from 'node:crypto';
import { TABLE_PROVIDERS } from '../catalogue-tables/table-providers.js';
import { STATISTICS_PROVIDERS } from '../statistics/statistics-providers.js';
import type { FactoryProvider } from '@nestjs/common';
import { CurateBoundaries } from '../../workflows/catalogue/curate-boundaries.js';
import { FindBoundaries } from '../../workflows/catalogue/find-boundaries.js';
import { ManageImports } from '../../workflows/catalogue/manage-imports.js';
import { ManageEvidence } from '../../workflows/catalogue/manage-evidence.js';
import { SimilarBoundaries } from '../../workflows/catalogue/similar-boundaries.js';
import { SuggestBoundaries } from '../../workflows/catalogue/suggest-boundaries.js';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { CatalogueRepository } from '../../workflows/ports/catalogue.js';
import { CatalogueImportRepository } from '../../workflows/ports/catalogue-imports.js';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { ReadResults } from '../../workflows/read-results.js';
import { FindSearches } from '../../workflows/searches/find-searches.js';

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

/** The workflows of the catalogue, made from the ports. */
export const CATALOGUE_PROVIDERS: FactoryProvider[] = [
  ...TABLE_PROVIDERS,
  ...STATISTICS_PROVIDERS,
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
    provide: ManageImports,
    inject: [CatalogueImportRepository, CatalogueRepository, BlobStore, Clock, Ids],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      imports: CatalogueImportRepository,
      catalogue: CatalogueRepository,
      blobs: BlobStore,
      clock: Clock,
      ids: Ids,
    ) => new ManageImports({ imports, catalogue, blobs, clock, ids, sha256 }),
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
