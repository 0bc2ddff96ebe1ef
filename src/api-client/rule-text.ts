import type { components } from './schema.js';

export type Rule = components['schemas']['RuleDto'];

/** Which scans, for people. */
export function matchText({ instrument, fileName, format, material, hasBoundary }: Rule['match']): string {
  const parts = [
    instrument && `of ${instrument}`,
    fileName && `named ${fileName}`,
    format && `in ${format}`,
    material && `of the material ${material}`,
    hasBoundary == null ? null : hasBoundary ? 'whose sidecar names a boundary' : 'without a boundary',
  ].filter((part) => part);
  return parts.length === 0 ? 'all' : parts.join(', ');
}

/** What is done with them, for people. */
export function runText({ recipeId, recipeVersion, link, search }: Rule['run']): string {
  const version = recipeVersion == null ? 'latest version' : `version ${recipeVersion}`;
  const parts = [
    recipeId == null ? 'the default recipe' : `a saved recipe, ${version}`,
    link === true ? 'ties it to the sidecar’s boundary' : null,
    search == null ? null : 'searches that boundary',
  ];
  return parts.filter((part) => part !== null).join(', ');
}
