import type { ConductImport } from '../workflows/catalogue/conduct-import.js';
import type { ReadDrafts } from '../workflows/catalogue/compute-import.js';
import type { PreparedDraft } from '../workflows/ports/catalogue.js';
import type { CatalogueImport, CatalogueImportRepository } from '../workflows/ports/catalogue-imports.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import type { ImportThreads } from './import-threads.js';
import type { JobHandler } from './job-handler.js';
import { type JobSteps, runJob } from './job-run.js';

export interface ImportHandlerPorts {
  readonly jobs: JobRepository;
  readonly imports: CatalogueImportRepository;
  readonly conduct: ConductImport;
  readonly threads: ImportThreads;
}

/** Reads the files of an import; once more called for it, takes what was read into the catalogue. */
export class ImportHandler implements JobHandler {
  readonly kind = 'import';

  constructor(private readonly ports: ImportHandlerPorts) {}

  async run(importId: string, signal: AbortSignal): Promise<void> {
    const loaded = await this.ports.imports.load(importId);
    if (loaded === null) return;
    const { record, job } = loaded;
    if (record.state === 'reading')
      await runJob(this.ports.jobs, job.id, signal, this.reading(job.id, record));
    else if (record.state === 'committing' && record.found !== null)
      await runJob(this.ports.jobs, job.id, signal, this.committing(job.id, record, record.found.draftsBlob));
  }

  private reading(jobId: string, record: CatalogueImport): JobSteps<ReadDrafts> {
    const { imports, conduct, threads } = this.ports;
    return {
      work: (hooks) => threads.read({ importId: record.id, ...record.task }, hooks),
      finish: (outcome) =>
        'problem' in outcome
          ? imports.fail(jobId, outcome.problem)
          : conduct.keepReading(jobId, record, outcome),
    };
  }

  private committing(
    jobId: string,
    record: CatalogueImport,
    draftsBlob: string,
  ): JobSteps<readonly PreparedDraft[]> {
    const { jobs, imports, conduct, threads } = this.ports;
    return {
      work: (hooks) => threads.prepare(draftsBlob, hooks),
      finish: async (outcome) => {
        if ('problem' in outcome) return imports.fail(jobId, outcome.problem);
        const isLive = await jobs.report(jobId, 1, `taking in ${outcome.length} entries`);
        return isLive && conduct.takeIn(jobId, record, outcome);
      },
    };
  }
}
