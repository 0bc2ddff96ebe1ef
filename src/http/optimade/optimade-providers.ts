import type { Provider } from '@nestjs/common';
import { ServeStructures } from '../../workflows/optimade/serve-structures.js';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { OptimadeStructures } from '../../workflows/ports/optimade.js';
import { HttpOptions } from '../http-options.js';
import { OptimadeAnswers } from './optimade-answers.js';
import { OptimadeErrorFilter } from './optimade-error.filter.js';

export const OPTIMADE_PROVIDERS: Provider[] = [
  {
    provide: ServeStructures,
    inject: [OptimadeStructures, BlobStore, HttpOptions],
    useFactory: (structures: OptimadeStructures, blobs: BlobStore, options: HttpOptions) =>
      new ServeStructures(structures, blobs, options.optimadePrefix),
  },
  OptimadeAnswers,
  OptimadeErrorFilter,
];
