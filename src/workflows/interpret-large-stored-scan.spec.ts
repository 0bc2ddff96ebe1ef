import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { LocalNetworks } from '../engines/networks/local-networks.js';
import { textOfBytes } from '../science/formats/text-bytes.js';
import type { InterpretationResult } from '../science/interpretation/interpretation-result.js';
import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import { ModelFiles } from '../storage/model-files/model-files.js';
import { putBytes, readBlob } from './blob-bytes.js';
import { makeDemoFile } from './demo/make-demo-file.js';
import { IngestDataset } from './ingest-dataset.js';
import { interpretLargeStoredScan } from './interpret-large-stored-scan.js';
import { InterpretStoredScan } from './interpret-stored-scan.js';
import { ServedModels } from './models/served-models.js';
import { MemoryBlobStore } from './testing/memory-blob-store.js';
import { TestClock } from './testing/test-clock.js';

const GOLDEN = fileURLToPath(new URL('../../test/golden/models', import.meta.url));
const models = new ServedModels(await ModelFiles.open([GOLDEN]), new LocalNetworks({ threads: 1 }));
afterAll(() => models.close());

it('what networks say of a scan is the same whether it was loaded or read in blocks', async () => {
  const blobs = new MemoryBlobStore(new TestClock());
  const sha256 = await putBytes(blobs, makeDemoFile(1).bytes);
  const { scans, format } = await new IngestDataset(blobs).run(
    { sha256, fileName: 'demo.dm4' },
    () => undefined,
  );
  const request = {
    coreLoss: { listing: scans.find((scan) => !scan.zeroLossInRange)!, fileName: 'demo.dm4', sha256, format },
    lowLoss: null,
    // Nobody names a network; the rest only takes time.
    recipe: resolveRecipe({ name: 'short', decomposition: { rank: 2, nmfMaxIterations: 5 } }),
    version: '0.0.1',
  };
  const read = async ({ resultBlob }: { resultBlob: string }): Promise<InterpretationResult> =>
    JSON.parse(textOfBytes(await readBlob(blobs, resultBlob))) as InterpretationResult;
  const quietly = (): void => undefined;
  const loaded = await read(await new InterpretStoredScan(blobs, models).run(request, quietly));
  const inBlocks = await read(await interpretLargeStoredScan({ blobs, models }, request, quietly));
  expect(inBlocks.fullResolution!.binning).toBe(1);
  expect(loaded.descriptors).toHaveLength(1);
  expect(inBlocks.descriptors).toEqual(loaded.descriptors);
  expect(inBlocks.provenance.models).toEqual(loaded.provenance.models);
}, 60_000);
