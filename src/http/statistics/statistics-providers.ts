import type { FactoryProvider, Type } from '@nestjs/common';
import { DrawFigures } from '../../workflows/catalogue/figures/draw-figures.js';
import { AskCatalogue } from '../../workflows/catalogue/statistics/ask-catalogue.js';
import { CatalogueRepository } from '../../workflows/ports/catalogue.js';
import { StatisticsComputation } from '../../workflows/ports/statistics-computation.js';

const provide = <T>(workflow: Type<T>): FactoryProvider<T> => ({
  provide: workflow,
  inject: [CatalogueRepository, StatisticsComputation],
  useFactory: (catalogue: CatalogueRepository, computation: StatisticsComputation) =>
    new workflow(catalogue, computation),
});

export const STATISTICS_PROVIDERS: FactoryProvider[] = [provide(AskCatalogue), provide(DrawFigures)];
