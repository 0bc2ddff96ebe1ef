import { ComputeImport } from '../../workflows/catalogue/compute-import.js';
import { ConductImport } from '../../workflows/catalogue/conduct-import.js';
import { problemFrom } from '../../workflows/problems.js';
import type { TestService } from './test-service.js';

const UNHEARD = (): void => undefined;

/** Does what is queued of imports, as a worker would. */
export async function runImports({ database, imports, catalogue, blobs, clock }: TestService): Promise<void> {
  const compute = new ComputeImport(blobs);
  const conduct = new ConductImport({ imports, catalogue, clock });
  for (const jobId of database.queue.splice(0)) {
    const job = database.jobs.get(jobId);
    if (job?.kind !== 'import') continue;
    const { record } = (await imports.load(job.subjectId))!;
    const { id: importId, task, found } = record;
    try {
      if (found === null)
        await conduct.keepReading(jobId, record, await compute.read({ importId, ...task }, UNHEARD));
      else await conduct.takeIn(jobId, record, await compute.prepare(found.draftsBlob, UNHEARD));
    } catch (error) {
      await imports.fail(jobId, problemFrom(error));
    }
  }
}
