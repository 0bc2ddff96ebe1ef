import { AnalysisEvidenceController } from './analysis-evidence.controller.js';
import { CatalogueBoundariesController } from './catalogue-boundaries.controller.js';
import { CatalogueTablesController } from '../catalogue-tables/catalogue-tables.controller.js';
import { FiguresController } from '../statistics/figures.controller.js';
import { StatisticsController } from '../statistics/statistics.controller.js';
import { CatalogueStructuresController } from './catalogue-structures.controller.js';
import { CurateController } from './curate.controller.js';
import { ImportsController } from './imports.controller.js';

export const CATALOGUE_CONTROLLERS = [
  CatalogueBoundariesController,
  CatalogueStructuresController,
  CurateController,
  ImportsController,
  AnalysisEvidenceController,
  CatalogueTablesController,
  StatisticsController,
  FiguresController,
];
