import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { widthOf } from '../../science/descriptors/combine-members.js';
import { DescriptorError } from '../../science/descriptors/descriptor-error.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { insideNative } from './native-calls.js';

/** Rows asked at once, but for what is left at the end: another number may round another way, so batches begin at multiples of it. */
export const BATCH_ROWS = 256;

/**
 * One thread, so that the same rows give the same bytes; the runtime is loaded when a network is used, not when the program
 * starts.
 */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/** A network in this thread. */
export class NetworkGraph {
  private constructor(
    private readonly session: InferenceSession,
    private readonly manifest: ModelManifest,
    private readonly makeTensor: (rows: Float32Array, shape: readonly number[]) => Tensor,
  ) {}

  /**
   * Loads a network and asks it once, so that the first answer does not take longer and one that cannot answer is known.
   *
   * @param forMany  keeps the memory of its largest batch until it is closed: a tenth quicker where thousands of rows come
   */
  static async open(manifest: ModelManifest, onnx: Uint8Array, forMany = false): Promise<NetworkGraph> {
    const { InferenceSession: Session, Tensor: OrtTensor } = await import('onnxruntime-node');
    const unusable = (why: string, cause?: unknown): DescriptorError =>
      new DescriptorError('model-unusable', `${manifest.task}@${manifest.version}: ${why}`, { cause });
    let session: InferenceSession;
    try {
      session = await insideNative(() => Session.create(onnx, { ...OPTIONS, enableCpuMemArena: forMany }));
    } catch (cause) {
      throw unusable(`model.onnx cannot be run: ${(cause as Error).message}`, cause);
    }
    try {
      const { tensor } = manifest.input;
      if (session.inputNames.length !== 1 || session.inputNames[0] !== tensor) {
        throw unusable(
          `model.onnx has the inputs ${session.inputNames.join(', ')}, its manifest says ${tensor}`,
        );
      }
      const missing = manifest.outputs.find((output) => !session.outputNames.includes(output.tensor));
      if (missing !== undefined) throw unusable(`model.onnx has no output ${missing.tensor}`);
      const makeTensor = (rows: Float32Array, shape: readonly number[]): Tensor =>
        new OrtTensor('float32', rows, shape);
      const graph = new NetworkGraph(session, manifest, makeTensor);
      await graph.batch(new Float32Array(manifest.input.grid.nChannels), 1).catch((cause: unknown) => {
        throw unusable(`it gives no answer: ${(cause as Error).message}`, cause);
      });
      return graph;
    } catch (error) {
      await insideNative(() => session.release());
      throw error;
    }
  }

  /** @throws DescriptorError model-answer-invalid  a tensor of another size than the manifest says */
  async run(rows: Float32Array, nRows: number): Promise<Record<string, Float32Array>> {
    const { nChannels } = this.manifest.input.grid;
    const answers = this.empty(nRows);
    for (let first = 0; first < nRows; first += BATCH_ROWS) {
      const n = Math.min(BATCH_ROWS, nRows - first);
      const batch = await this.batch(rows.subarray(first * nChannels, (first + n) * nChannels), n);
      this.place(answers, batch, { first, n, nRows });
    }
    return answers;
  }

  async close(): Promise<void> {
    await insideNative(() => this.session.release());
  }

  private empty(nRows: number): Record<string, Float32Array> {
    const { outputs, members } = this.manifest;
    return Object.fromEntries(
      outputs.map((output) => [output.tensor, new Float32Array(members * nRows * widthOf(output))]),
    );
  }

  private async batch(rows: Float32Array, n: number): Promise<Record<string, Float32Array>> {
    const { input, outputs, members } = this.manifest;
    const tensor = this.makeTensor(rows, [n, input.grid.nChannels]);
    const names = outputs.map((output) => output.tensor);
    const found = await insideNative(() => this.session.run({ [input.tensor]: tensor }, names));
    return Object.fromEntries(
      outputs.map((output) => {
        const { data, dims } = found[output.tensor];
        const size = members * n * widthOf(output);
        if (!(data instanceof Float32Array) || data.length !== size) {
          throw new DescriptorError(
            'model-answer-invalid',
            `The output ${output.tensor} is ${found[output.tensor].type} [${dims.join(' × ')}]; the manifest says ${members} members of ${n} rows of ${widthOf(output)}.`,
          );
        }
        return [output.tensor, data];
      }),
    );
  }

  /** Members come first in a tensor: the rows of a batch go to a place for each member. */
  private place(
    answers: Record<string, Float32Array>,
    batch: Readonly<Record<string, Float32Array>>,
    { first, n, nRows }: { readonly first: number; readonly n: number; readonly nRows: number },
  ): void {
    const { outputs, members } = this.manifest;
    for (const output of outputs) {
      const width = widthOf(output);
      for (let m = 0; m < members; m++) {
        const part = batch[output.tensor].subarray(m * n * width, (m + 1) * n * width);
        answers[output.tensor].set(part, (m * nRows + first) * width);
      }
    }
  }
}
