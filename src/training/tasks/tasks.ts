import { TrainingError } from '../training-error.js';
import { CU_K_TASK } from './cu-k-local-structure.js';
import { MN_TASK } from './mn-l23-valence.js';
import { OK_TASK } from './o-k-local-structure.js';
import type { TaskDefinition } from './task-definition.js';

/** Everything that can be trained. */
export const TASKS: readonly TaskDefinition[] = [MN_TASK, OK_TASK, CU_K_TASK];

/** @throws TrainingError no-such-task */
export function findTask(name: string): TaskDefinition {
  const found = TASKS.find((t) => t.task === name);
  if (found === undefined) {
    const known = TASKS.map((t) => t.task).join(', ');
    throw new TrainingError('no-such-task', `there is no task '${name}'; there are: ${known}`);
  }
  return found;
}
