import type { SubmitDataset, SubmittedDataset } from '../submit-dataset.js';
import { makeDemoFile } from './make-demo-file.js';

/** Always the same scan, so that asking again leads to the dataset that is there. */
const DEMO_SEED = 1;
export const DEMO_FILE_NAME = 'demo.dm4';

/** Takes the demo scan in as if it had been uploaded. */
export class SubmitDemo {
  constructor(private readonly submitDataset: SubmitDataset) {}

  /** @throws WorkflowError payload-too-large  uploads of this size (1 MB) are not taken here */
  run(ownerId: string): Promise<SubmittedDataset> {
    const { bytes } = makeDemoFile(DEMO_SEED);
    return this.submitDataset.run({
      ownerId,
      fileName: DEMO_FILE_NAME,
      bytes: inOnePiece(bytes),
      sha256: null,
      ...{ sidecar: null, instrument: null, session: null, modifiedAt: null },
    });
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
