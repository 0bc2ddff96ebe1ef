import type { FactoryProvider } from '@nestjs/common';
import { ReadModels } from '../../workflows/models/read-models.js';
import { ModelRegistry } from '../../workflows/ports/models.js';

/** The workflow of models, made from its port. */
export const MODEL_PROVIDERS: FactoryProvider[] = [
  {
    provide: ReadModels,
    inject: [ModelRegistry],
    useFactory: (registry: ModelRegistry) => new ReadModels(registry),
  },
];
