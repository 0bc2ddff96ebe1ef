import type { FactoryProvider } from '@nestjs/common';
import { CatalogueTables } from '../../workflows/catalogue/tables/catalogue-tables.js';
import { QuestionColumns } from '../../workflows/catalogue/tables/question-columns.js';
import { CatalogueRepository } from '../../workflows/ports/catalogue.js';
import { AnalysisRepository } from '../../workflows/ports/repositories.js';

export const TABLE_PROVIDERS: FactoryProvider[] = [
  {
    provide: CatalogueTables,
    inject: [CatalogueRepository, AnalysisRepository],
    useFactory: (catalogue: CatalogueRepository, analyses: AnalysisRepository) =>
      new CatalogueTables(catalogue, analyses),
  },
  {
    provide: QuestionColumns,
    inject: [CatalogueRepository],
    useFactory: (catalogue: CatalogueRepository) => new QuestionColumns(catalogue),
  },
];
