import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Answers of a served network: by tensor, [members × n × width]. */
export type RawAnswers = Readonly<Record<string, Float32Array>>;

/** Runs a served network on rows [n × nChannels]. */
export type Predict = (rows: Float32Array) => Promise<RawAnswers>;

/** Rows put before a network at once. */
const ROWS_AT_ONCE = 2048;

/**
 * Opens a served network, and closes it when the work on it is done.
 *
 * @param members  networks of the ensemble, the first axis of every output; 1: outputs may lack it
 */
export async function withNetwork<T>(
  model: Uint8Array,
  form: { readonly tensor: string; readonly nChannels: number; readonly members: number },
  work: (predict: Predict) => Promise<T>,
): Promise<T> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  try {
    return await work((rows) => predictInParts(session, form, rows));
  } finally {
    await session.release();
  }
}

async function predictInParts(
  session: InferenceSession,
  { tensor, nChannels, members }: { tensor: string; nChannels: number; members: number },
  rows: Float32Array,
): Promise<RawAnswers> {
  const n = rows.length / nChannels;
  const answers: Record<string, Float32Array> = {};
  for (let from = 0; from < n; from += ROWS_AT_ONCE) {
    const end = Math.min(n, from + ROWS_AT_ONCE);
    const part = rows.slice(from * nChannels, end * nChannels);
    const results = await session.run({ [tensor]: new Tensor('float32', part, [end - from, nChannels]) });
    for (const name of session.outputNames) {
      const data = results[name].data as Float32Array;
      const width = data.length / (members * (end - from));
      const all = (answers[name] ??= new Float32Array(members * n * width));
      for (let m = 0; m < members; m++) {
        const size = (end - from) * width;
        all.set(data.subarray(m * size, (m + 1) * size), (m * n + from) * width);
      }
    }
  }
  return answers;
}
