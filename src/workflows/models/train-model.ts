import { chooseBackend, type Device } from '../../training/choose-backend.js';
import type { DataFolder } from '../../training/data-folder.js';
import { modelFiles } from '../../training/model-files.js';
import type { CheckpointStore } from '../../training/run/checkpoint.js';
import { trainTask } from '../../training/run/train-task.js';
import type { TaskDefinition } from '../../training/tasks/task-definition.js';
import { findTask } from '../../training/tasks/tasks.js';
import { TrainingError } from '../../training/training-error.js';
import type { Clock } from '../ports/clock.js';
import { sha256Hex } from '../sha256.js';

export interface TrainModelRequest {
  readonly task: string;
  readonly seed: number;
  readonly device: Device;
  /** Of the CPU; 0: as many as there are cores. */
  readonly threads: number;
  /** Less than the task's own, to try something out; null: as the task says. */
  readonly epochs: number | null;
  readonly members: number | null;
  /** Told in manifest and card: what makes it again, and with which program. */
  readonly command: string;
  readonly software: string;
}

export interface TrainModelPorts {
  readonly folder: DataFolder;
  readonly store: CheckpointStore;
  readonly clock: Clock;
  readonly progress: (share: number, stage: string) => void;
}

/** Name of the record by which interrupted work is recognised. */
const RUN_FILE = 'run.json';

/** What a run begun earlier must agree with; `elapsedMs` is what it had taken when last heard of. */
interface RunRecord {
  readonly of: string;
  readonly elapsedMs: number;
}

/**
 * Trains a model and gives the files of its folder. Interrupted work goes on from the store.
 *
 * @throws TrainingError
 */
export async function trainModel(
  request: TrainModelRequest,
  ports: TrainModelPorts,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const task = smaller(findTask(request.task), request);
  const dataFiles: Record<string, string> = {};
  const folder = withChecksums(ports.folder, dataFiles);
  if (!task.isFolder(await folder.list())) {
    throw new TrainingError('unreadable-dataset', `the folder holds no data for ${task.task}`);
  }
  const began = ports.clock.now().getTime();
  const of = JSON.stringify([task.task, task.version, request.seed, task.plan, task.sampling, task.foldings]);
  const before = await readRun(ports.store, of);
  const record = (): RunRecord => ({ of, elapsedMs: before + ports.clock.now().getTime() - began });
  const backend = await chooseBackend(request.device, request.threads);
  const store: CheckpointStore = {
    load: (name) => ports.store.load(name),
    save: async (name, bytes) => {
      await ports.store.save(name, bytes);
      await ports.store.save(RUN_FILE, asciiBytes(JSON.stringify(record())));
    },
  };
  const trained = await trainTask(task, request.seed, { ...ports, folder, store, backend });
  return modelFiles(
    task,
    trained,
    {
      seed: request.seed,
      device: backend.device,
      command: request.command,
      durationS: Math.round(record().elapsedMs / 1000),
      software: request.software,
      dataFiles,
    },
    sha256Hex,
  );
}

/** Milliseconds an earlier run of the same work had taken; 0 when there was none. */
async function readRun(store: CheckpointStore, of: string): Promise<number> {
  const bytes = await store.load(RUN_FILE);
  if (bytes === null) return 0;
  const run = JSON.parse(String.fromCharCode(...bytes)) as RunRecord;
  if (run.of === of) return run.elapsedMs;
  throw new TrainingError(
    'checkpoint-of-another-run',
    'the output folder holds the beginnings of a training with other settings: remove its .training folder, or choose another folder',
  );
}

/** JSON of this file is ASCII but for what tasks say; those are escaped. */
const asciiBytes = (text: string): Uint8Array =>
  Uint8Array.from(
    text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    (c) => c.charCodeAt(0),
  );

function smaller(task: TaskDefinition, { epochs, members }: TrainModelRequest): TaskDefinition {
  const plan = task.plan;
  return {
    ...task,
    plan: {
      ...plan,
      epochs: epochs ?? plan.epochs,
      members: members ?? plan.members,
      warmUpEpochs: Math.min(plan.warmUpEpochs, Math.ceil((epochs ?? plan.epochs) / 4)),
    },
    foldings: task.foldings.map((f) => ({ ...f, members: Math.min(f.members, members ?? f.members) })),
  };
}

/** Files are hashed as they are read. */
const withChecksums = (folder: DataFolder, found: Record<string, string>): DataFolder => ({
  list: () => folder.list(),
  async read(path) {
    const bytes = await folder.read(path);
    found[path] ??= sha256Hex(bytes);
    return bytes;
  },
});
