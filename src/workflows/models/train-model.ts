import { chooseBackend, type Device } from '../../training/choose-backend.js';
import type { DataFolder } from '../../training/data-folder.js';
import type { TrainingBackend } from '../../training/network/training-backend.js';
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

/** What a run begun earlier must agree with, how long it had taken when last heard of, and what had trained by then. */
interface RunRecord {
  readonly of: string;
  readonly elapsedMs: number;
  readonly devices: readonly string[];
}

/** A kernel machine is fitted here, whatever could train a network. */
const KERNEL_DEVICE = 'cpu (kernel regression, one thread)';

/**
 * Trains a model and gives the files of its folder. Interrupted work goes on from the store, where data and settings are the
 * same; every device that had a part in it is named.
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
  ports.progress(0, 'reading data');
  const spectra = await task.read(folder);
  const of = fingerprint(task, request.seed, dataFiles);
  const before = await readRun(ports.store, of);
  const devices = new Set(before.devices);
  const record = (): RunRecord => ({
    of,
    elapsedMs: before.elapsedMs + ports.clock.now().getTime() - began,
    devices: [...devices],
  });
  const backend = await backendFor(task, request);
  const store: CheckpointStore = {
    load: (name) => ports.store.load(name),
    save: async (name, bytes) => {
      await ports.store.save(name, bytes);
      devices.add(backend.device);
      await ports.store.save(RUN_FILE, asciiBytes(JSON.stringify(record())));
    },
  };
  const trained = await trainTask(task, request.seed, {
    spectra,
    store,
    backend,
    progress: ports.progress,
  });
  return modelFiles(
    task,
    trained,
    {
      seed: request.seed,
      // Nothing is saved of a kernel machine, nor where all had been trained before.
      device: devices.size === 0 ? backend.device : [...devices].join(', then '),
      command: request.command,
      durationS: Math.round(record().elapsedMs / 1000),
      software: request.software,
      dataFiles,
    },
    sha256Hex,
  );
}

const isKernelOnly = (task: TaskDefinition): boolean => task.kernel?.share === 1;

async function backendFor(task: TaskDefinition, { device, threads }: TrainModelRequest): Promise<TrainingBackend> {
  if (!isKernelOnly(task)) return chooseBackend(device, threads);
  const open = () => Promise.reject(new Error('a kernel machine has no network to train'));
  return { device: KERNEL_DEVICE, open };
}

/** All that decides what is trained: the settings of the task, the seed, and the bytes of the data. */
function fingerprint(task: TaskDefinition, seed: number, dataFiles: Readonly<Record<string, string>>): string {
  const { task: name, version, edge, input, outputs, sampling, plan } = task;
  const { kernel, trunk, withSlopes, spread, foldings, conditions } = task;
  const settings = { name, version, edge, input, outputs, sampling, plan, kernel, trunk, withSlopes, spread };
  const data = Object.entries(dataFiles).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(asciiBytes(JSON.stringify([settings, foldings, conditions, seed, data])));
}

/** What an earlier run of the same work had come to. */
async function readRun(store: CheckpointStore, of: string): Promise<Omit<RunRecord, 'of'>> {
  const bytes = await store.load(RUN_FILE);
  if (bytes === null) return { elapsedMs: 0, devices: [] };
  const run = JSON.parse(String.fromCharCode(...bytes)) as RunRecord;
  if (run.of === of) return run;
  throw new TrainingError(
    'checkpoint-of-another-run',
    'the output folder holds the beginnings of a training with other settings or data: remove its .training folder, or choose another folder',
  );
}

/** JSON as ASCII: what tasks and devices are called is escaped. */
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
    guard: {
      ...task.guard,
      epochs: Math.min(task.guard.epochs, epochs ?? Infinity),
      members: Math.min(task.guard.members, members ?? Infinity),
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
