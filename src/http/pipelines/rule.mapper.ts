import type { RulePreview, RuleRequest, ShownRule } from '../../workflows/pipelines/manage-rules.js';
import type { RuleAction, SearchTemplate, ShownRuleRun } from '../../workflows/ports/rules.js';
import { DEFAULT_PARALLEL } from '../../workflows/searches/default-settings.js';
import { HttpProblem } from '../problems/http-problem.js';
import { toSettings } from '../searches/search-request.js';
import type {
  RuleActionDto,
  RuleDto,
  RulePreviewDto,
  RuleRunDto,
  SaveRuleDto,
  SearchTemplateDto,
} from './rule.dto.js';

/** @throws HttpProblem validation-error  a version of no recipe */
export function toRuleRequest({ name, enabled, match = {}, run = {} }: SaveRuleDto): RuleRequest {
  const { instrument, fileName, format, material, hasBoundary } = match;
  return {
    name,
    enabled: enabled ?? true,
    match: {
      ...{ instrument: instrument ?? null, fileName: fileName ?? null, format: format ?? null },
      ...{ material: material ?? null, hasBoundary: hasBoundary ?? null },
    },
    run: toAction(run),
  };
}

function toAction({ recipeId, recipeVersion, link, search }: RuleActionDto): RuleAction {
  const version = recipeVersion ?? null;
  if (version !== null && (recipeId ?? null) === null) {
    const detail = 'needs the recipeId whose version it is';
    throw new HttpProblem('validation-error', `recipeVersion ${detail}.`, {
      errors: [{ detail, pointer: '#/run/recipeVersion' }],
    });
  }
  return {
    recipe: recipeId ? { recipeId: recipeId.toLowerCase(), recipeVersion: version } : 'default',
    link: link ?? true,
    search: search ? toTemplate(search) : null,
  };
}

const toTemplate = (given: SearchTemplateDto): SearchTemplate => ({
  settings: toSettings(given),
  candidates: { preset: given.preset ?? 'translations', sample: null },
  parallel: given.parallel ?? DEFAULT_PARALLEL,
});

export const toRuleDto = ({ rule, counts }: ShownRule): RuleDto => ({
  id: rule.id,
  name: rule.name,
  enabled: rule.enabled,
  match: { ...rule.match },
  run: toActionDto(rule.run),
  counts: { ...counts, lastRunAt: counts.lastRunAt?.toISOString() ?? null },
  createdAt: rule.createdAt.toISOString(),
  changedAt: rule.changedAt.toISOString(),
});

function toActionDto({ recipe, link, search }: RuleAction): RuleActionDto {
  const { recipeId, recipeVersion } = recipe === 'default' ? { recipeId: null, recipeVersion: null } : recipe;
  return { recipeId, recipeVersion, link, search: search && toTemplateDto(search) };
}

function toTemplateDto({ settings, candidates, parallel }: SearchTemplate): SearchTemplateDto {
  const { method, seed, budget, toleranceJPerM2 } = settings;
  const { name, acquisition, nInitial, topK } = method;
  return {
    ...{ preset: candidates.preset, method: name, acquisition, nInitial, topK },
    ...{ budget, seed, toleranceJPerM2, parallel },
  };
}

export const toRulePreviewDto = ({ nChecked, nMatching, datasets }: RulePreview): RulePreviewDto => ({
  nChecked,
  nMatching,
  datasets: datasets.map(({ id, fileName, createdAt }) => ({
    ...{ id, fileName },
    createdAt: createdAt.toISOString(),
  })),
});

export const toRuleRunDto = (run: ShownRuleRun): RuleRunDto => ({
  id: run.id,
  ruleId: run.ruleId,
  ruleName: run.ruleName,
  datasetId: run.datasetId,
  fileName: run.fileName,
  analysisId: run.analysisId,
  searchId: run.searchId,
  problem: run.problem,
  createdAt: run.createdAt.toISOString(),
});
