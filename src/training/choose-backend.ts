import type { TrainingBackend } from './network/training-backend.js';
import { TrainingError } from './training-error.js';

export const DEVICES = ['auto', 'webgpu', 'cuda', 'wasm', 'cpu'] as const;
/**
 * What trains. 'webgpu': a GPU of any maker through TensorFlow.js and Dawn; 'cuda': NVIDIA through tfjs-node-gpu, where a user
 * has installed it; 'wasm': TensorFlow.js without a GPU, slow; 'cpu': ONNX Runtime; 'auto': the first of webgpu, cuda, cpu that
 * is there.
 */
export type Device = (typeof DEVICES)[number];

/**
 * @param threads  of the CPU, 0: as many as there are cores
 * @throws TrainingError no-such-device
 */
export async function chooseBackend(device: Device, threads: number): Promise<TrainingBackend> {
  if (device !== 'auto') {
    const found = await TRIES[device](threads);
    if (typeof found !== 'string') return found;
    throw new TrainingError('no-such-device', `${device} cannot train here: ${found}`);
  }
  for (const name of ['webgpu', 'cuda'] as const) {
    const found = await TRIES[name](threads);
    if (typeof found !== 'string') return found;
  }
  return cpu(threads);
}

/** A backend, or why it is not to be had. */
type Try = (threads: number) => Promise<TrainingBackend | string>;

const TRIES: Readonly<Record<Exclude<Device, 'auto'>, Try>> = {
  webgpu: webGpu,
  cuda,
  wasm,
  cpu,
};

async function cpu(threads: number): Promise<TrainingBackend> {
  const { onnxBackend } = await import('./onnx/onnx-backend.js');
  const { env } = await import('onnxruntime-node');
  const cores = threads === 0 ? 'all cores' : `${threads} thread${threads === 1 ? '' : 's'}`;
  return onnxBackend(threads, `cpu (ONNX Runtime ${env.versions.node ?? env.versions.common}, ${cores})`);
}

async function wasm(): Promise<TrainingBackend | string> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) return 'the WebAssembly backend of TensorFlow.js did not start';
  const { tfjsBackend } = await import('./tfjs/tfjs-backend.js');
  return tfjsBackend(`wasm (TensorFlow.js ${tf.version_core})`);
}

/** The part of a WebGPU adapter that says what it is. */
interface Adapter {
  readonly info?: { readonly vendor?: string; readonly architecture?: string; readonly description?: string };
}

async function webGpu(): Promise<TrainingBackend | string> {
  const dawn = await importOptional('webgpu');
  if (dawn === null) return 'the package "webgpu" is not installed';
  const { create, globals } = dawn as { create: (flags: string[]) => unknown; globals: object };
  Object.assign(globalThis, globals);
  const gpu = create([]) as { requestAdapter(): Promise<Adapter | null> };
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (adapter === null) return 'no GPU answers through Vulkan, Metal or Direct3D';
  // TensorFlow.js looks for the GPU where a browser has it.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu').catch(() => false))) return 'the WebGPU backend did not start';
  const { tfjsBackend } = await import('./tfjs/tfjs-backend.js');
  const { info } = adapter;
  const name = [info?.vendor, info?.architecture, info?.description].filter(Boolean).join(' ');
  return tfjsBackend(`webgpu: ${name === '' ? 'unnamed GPU' : name} (TensorFlow.js ${tf.version_core})`);
}

async function cuda(): Promise<TrainingBackend | string> {
  const node = await importOptional('@tensorflow/tfjs-node-gpu');
  if (node === null) return 'the package "@tensorflow/tfjs-node-gpu" is not installed';
  const tf = await import('@tensorflow/tfjs-core');
  if (!(await tf.setBackend('tensorflow').catch(() => false))) return 'its backend did not start';
  const { tfjsBackend } = await import('./tfjs/tfjs-backend.js');
  return tfjsBackend(`cuda (tfjs-node-gpu ${tf.version_core})`);
}

/** A package that need not be there; null where it is not, or does not load on this machine. */
async function importOptional(name: string): Promise<unknown> {
  try {
    return (await import(name)) as unknown;
  } catch {
    return null;
  }
}
