import type { FactoryProvider } from '@nestjs/common';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { CatalogueRepository } from '../../workflows/ports/catalogue.js';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { JobRepository } from '../../workflows/ports/repositories.js';
import { SearchComputation } from '../../workflows/ports/search-computation.js';
import { BoundaryRepository, SearchRepository } from '../../workflows/ports/search-repositories.js';
import { ExportSearch } from '../../workflows/searches/export-search.js';
import { ExternalSearch } from '../../workflows/searches/external-search.js';
import { FindSearches } from '../../workflows/searches/find-searches.js';
import { FoundBoundaries } from '../../workflows/searches/found-boundaries.js';
import { ReadSearches } from '../../workflows/searches/read-searches.js';
import { SubmitSearch } from '../../workflows/searches/submit-search.js';
import { HttpOptions } from '../http-options.js';

/** The workflows of searches, made from the ports. */
export const SEARCH_PROVIDERS: FactoryProvider[] = [
  {
    provide: FindSearches,
    inject: [SearchRepository, BoundaryRepository],
    useFactory: (searches: SearchRepository, boundaries: BoundaryRepository) =>
      new FindSearches(searches, boundaries),
  },
  {
    provide: SubmitSearch,
    inject: [SearchRepository, SearchComputation, Clock, Ids],
    useFactory: (searches: SearchRepository, computation: SearchComputation, clock: Clock, ids: Ids) =>
      new SubmitSearch({ searches, computation, clock, ids }),
  },
  {
    provide: FoundBoundaries,
    inject: [SearchRepository, CatalogueRepository, BlobStore, Clock, Ids],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      searches: SearchRepository,
      catalogue: CatalogueRepository,
      blobs: BlobStore,
      clock: Clock,
      ids: Ids,
    ) => new FoundBoundaries({ searches, catalogue, blobs, clock, ids }),
  },
  {
    provide: ExternalSearch,
    inject: [FindSearches, SearchRepository, JobRepository, BlobStore, SearchComputation, FoundBoundaries],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      find: FindSearches,
      searches: SearchRepository,
      jobs: JobRepository,
      blobs: BlobStore,
      computation: SearchComputation,
      found: FoundBoundaries,
    ) => new ExternalSearch({ find, searches, jobs, blobs, computation, found }),
  },
  {
    provide: ReadSearches,
    inject: [FindSearches, SearchRepository, BlobStore, SearchComputation],
    useFactory: (
      find: FindSearches,
      searches: SearchRepository,
      blobs: BlobStore,
      computation: SearchComputation,
    ) => new ReadSearches({ find, searches, blobs, computation }),
  },
  {
    provide: ExportSearch,
    inject: [FindSearches, ReadSearches, BoundaryRepository, BlobStore, HttpOptions],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      find: FindSearches,
      reading: ReadSearches,
      boundaries: BoundaryRepository,
      blobs: BlobStore,
      { version }: HttpOptions,
    ) => new ExportSearch({ find, reading, boundaries, blobs, version }),
  },
];
