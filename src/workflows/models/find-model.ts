import type { ModelRegistry, RegisteredModel } from '../ports/models.js';
import { WorkflowError } from '../workflow-error.js';

/**
 * A model by 'task' (its newest version) or 'task@version'.
 *
 * @throws WorkflowError not-found  no such network, with the reason where it was refused
 */
export async function findModel(registry: Pick<ModelRegistry, 'list'>, name: string): Promise<RegisteredModel> {
  const { models, refused } = await registry.list();
  const found = models.find(({ id, manifest }) => id === name || manifest.task === name);
  if (found !== undefined) return found;
  const refusal = refused.find(({ task, version }) => name === task || name === `${task}@${version}`);
  const known = models.map(({ id }) => id).join(', ');
  throw new WorkflowError(
    'not-found',
    refusal === undefined
      ? `There is no network ${name}; there are: ${known === '' ? 'none' : known}.`
      : `The network ${name} was refused: ${refusal.reason}.`,
  );
}
