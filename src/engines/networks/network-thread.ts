import { workerData } from 'node:worker_threads';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { NetworkGraph } from './network-graph.js';

export interface NetworkThreadData {
  readonly manifest: ModelManifest;
  readonly onnx: Uint8Array;
}

export interface NetworkTask {
  readonly rows: Float32Array;
  readonly nRows: number;
}

const { manifest, onnx } = workerData as NetworkThreadData;
const graph = await NetworkGraph.open(manifest, onnx, true);

export const run = ({ rows, nRows }: NetworkTask): Promise<Record<string, Float32Array>> =>
  graph.run(rows, nRows);
