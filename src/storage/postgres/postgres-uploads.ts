import { type DataSource, LessThan } from 'typeorm';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import {
  type Upload,
  type UploadEnd,
  UploadRepository,
  type UploadUsage,
} from '../../workflows/ports/uploads.js';
import { lockRoomOf, usageOf } from './owner-room.js';
import { pageOf } from './page.js';
import { UploadRow } from './upload-entity.js';

export class PostgresUploadRepository extends UploadRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async begin(upload: Upload, maxBytes: number | null): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      if (maxBytes !== null) {
        await lockRoomOf(manager, upload.ownerId);
        const { datasetBytes, uploadBytes } = await usageOf(manager, upload.ownerId);
        if (datasetBytes + uploadBytes + upload.sizeBytes > maxBytes) return false;
      }
      await manager.insert(UploadRow, upload);
      return true;
    });
  }

  async find(ownerId: string, id: string): Promise<Upload | null> {
    return this.db.manager.findOneBy(UploadRow, { ownerId, id });
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Upload>> {
    const query = this.db.manager
      .createQueryBuilder(UploadRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    return pageOf(query, page, (row) => row);
  }

  async renew(id: string, expiresAt: Date): Promise<void> {
    await this.db.manager.update(UploadRow, { id, state: 'receiving' }, { expiresAt });
  }

  async noteContent(id: string, contentSha256: string): Promise<void> {
    await this.db.manager.update(UploadRow, { id, state: 'receiving' }, { contentSha256 });
  }

  async end(id: string, end: UploadEnd, at: Date): Promise<boolean> {
    const { affected } = await this.db.manager.update(
      UploadRow,
      { id, state: 'receiving' },
      { ...end, endedAt: at },
    );
    return affected === 1;
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const { affected } = await this.db.manager.delete(UploadRow, { ownerId, id, state: 'receiving' });
    return affected === 1;
  }

  async usage(ownerId: string): Promise<UploadUsage> {
    return usageOf(this.db.manager, ownerId);
  }

  async receiving(): Promise<readonly Upload[]> {
    return this.db.manager.findBy(UploadRow, { state: 'receiving' });
  }

  async removeEnded(before: Date): Promise<void> {
    await this.db.manager.delete(UploadRow, { endedAt: LessThan(before) });
  }
}
