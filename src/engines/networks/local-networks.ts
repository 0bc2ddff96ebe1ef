import { Piscina } from 'piscina';
import { widthOf } from '../../science/descriptors/combine-members.js';
import { DescriptorError } from '../../science/descriptors/descriptor-error.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { NetworkSessions, type NetworkSession } from '../../workflows/ports/models.js';
import { BATCH_ROWS, NetworkGraph } from './network-graph.js';
import type { NetworkTask, NetworkThreadData } from './network-thread.js';

/** Rows a thread gets at once; a multiple of the batch, so that batches are the same whoever asks. */
const PART_ROWS = 16 * BATCH_ROWS;

/** Networks in this process: few rows are asked in the thread that asks, many in several worker threads. */
export class LocalNetworks extends NetworkSessions {
  /** @param threads  worker threads for many rows; below 2 there are none */
  constructor(private readonly options: { readonly threads: number }) {
    super();
  }

  async open(manifest: ModelManifest, onnx: Uint8Array): Promise<NetworkSession> {
    const graph = await NetworkGraph.open(manifest, onnx);
    let pool: NetworkPool | null = null;
    const { threads } = this.options;
    return {
      run: async (rows, nRows) => {
        if (threads < 2 || nRows <= PART_ROWS) return graph.run(rows, nRows);
        pool ??= new NetworkPool({ manifest, onnx }, threads);
        return pool.run(rows, nRows);
      },
      close: async () => {
        await pool?.close();
        await graph.close();
      },
    };
  }
}

class NetworkPool {
  private readonly pool: Piscina<NetworkTask, Record<string, Float32Array>>;

  constructor(
    private readonly data: NetworkThreadData,
    threads: number,
  ) {
    this.pool = new Piscina({
      filename: new URL('./network-thread.js', import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      workerData: data,
    });
    // The task that was running is rejected as well; without a listener the event would end the process.
    this.pool.on('error', () => {});
  }

  async run(rows: Float32Array, nRows: number): Promise<Record<string, Float32Array>> {
    const { manifest } = this.data;
    const { nChannels } = manifest.input.grid;
    const firsts = Array.from({ length: Math.ceil(nRows / PART_ROWS) }, (_, i) => i * PART_ROWS);
    const parts = await Promise.all(
      firsts.map(async (first) => {
        const n = Math.min(PART_ROWS, nRows - first);
        const part = rows.slice(first * nChannels, (first + n) * nChannels);
        try {
          return await this.pool.run({ rows: part, nRows: n }, { name: 'run', transferList: [part.buffer] });
        } catch (cause) {
          throw new DescriptorError('model-answer-invalid', `the thread failed: ${String(cause)}`, { cause });
        }
      }),
    );
    return Object.fromEntries(
      manifest.outputs.map((output) => [
        output.tensor,
        joined(
          parts.map((part) => part[output.tensor]),
          manifest.members,
          widthOf(output),
        ),
      ]),
    );
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/** Parts [members × rows of the part × width] as one [members × rows × width]. */
function joined(parts: readonly Float32Array[], members: number, width: number): Float32Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Float32Array(total);
  const nRows = total / (members * width);
  let first = 0;
  for (const part of parts) {
    const n = part.length / (members * width);
    for (let m = 0; m < members; m++) {
      all.set(part.subarray(m * n * width, (m + 1) * n * width), (m * nRows + first) * width);
    }
    first += n;
  }
  return all;
}
