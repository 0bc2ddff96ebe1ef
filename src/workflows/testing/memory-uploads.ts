import type { Page, PageRequest } from '../ports/records.js';
import { type Upload, type UploadEnd, UploadRepository, type UploadUsage } from '../ports/uploads.js';
import { type MemoryDatabase, pageOf } from './memory-database.js';

export class MemoryUploadRepository extends UploadRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async begin(upload: Upload, maxBytes: number | null): Promise<boolean> {
    const { datasetBytes, uploadBytes } = usageIn(this.db, upload.ownerId);
    if (maxBytes !== null && datasetBytes + uploadBytes + upload.sizeBytes > maxBytes) return false;
    this.db.uploads.set(upload.id, upload);
    return true;
  }

  async find(ownerId: string, id: string): Promise<Upload | null> {
    const upload = this.db.uploads.get(id);
    return upload?.ownerId === ownerId ? upload : null;
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Upload>> {
    return pageOf(
      this.all().filter((upload) => upload.ownerId === ownerId),
      page,
    );
  }

  async renew(id: string, expiresAt: Date): Promise<void> {
    const upload = this.db.uploads.get(id);
    if (upload?.state === 'receiving') this.db.uploads.set(id, { ...upload, expiresAt });
  }

  async noteContent(id: string, contentSha256: string): Promise<void> {
    const upload = this.db.uploads.get(id);
    if (upload?.state === 'receiving') this.db.uploads.set(id, { ...upload, contentSha256 });
  }

  async end(id: string, end: UploadEnd, at: Date): Promise<boolean> {
    const upload = this.db.uploads.get(id);
    if (upload?.state !== 'receiving') return false;
    this.db.uploads.set(id, { ...upload, ...end, endedAt: at });
    return true;
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const upload = await this.find(ownerId, id);
    return upload?.state === 'receiving' && this.db.uploads.delete(id);
  }

  async usage(ownerId: string): Promise<UploadUsage> {
    return usageIn(this.db, ownerId);
  }

  async receiving(): Promise<readonly Upload[]> {
    return this.all().filter(({ state }) => state === 'receiving');
  }

  async removeEnded(before: Date): Promise<void> {
    for (const { id, endedAt } of this.all()) {
      if (endedAt !== null && endedAt < before) this.db.uploads.delete(id);
    }
  }

  private all(): Upload[] {
    return [...this.db.uploads.values()];
  }
}

export function usageIn(db: MemoryDatabase, ownerId: string): UploadUsage {
  const own = [...db.datasets.values()].filter((dataset) => dataset.ownerId === ownerId);
  const blobs = [...new Map(own.map((dataset) => [dataset.sha256, dataset])).values()];
  const coming = [...db.uploads.values()].filter(
    (one) => one.ownerId === ownerId && one.state === 'receiving',
  );
  return { datasetBytes: sumOf(blobs), uploadBytes: sumOf(coming) };
}

const sumOf = (records: readonly { readonly sizeBytes: number }[]): number =>
  records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
