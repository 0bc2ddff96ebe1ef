import { rm, stat } from 'node:fs/promises';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { OpenByteSource } from '../../../science/formats/byte-source.js';
import { type BlobInfo, BlobStore, type StoredBlob } from '../../../workflows/ports/blob-store.js';
import { WorkflowError } from '../../../workflows/workflow-error.js';
import { FileSystemBlobStore } from '../file-system-blob-store.js';
import { openFileSource } from '../file-source.js';
import { verified } from '../verified.js';
import { LocalCopies } from './local-copies.js';
import { Removals } from './removals.js';
import { createS3Client, type S3Place } from './s3-client.js';
import { settingsErrorOf } from './s3-errors.js';
import { S3Objects } from './s3-objects.js';

/** Up to this size a blob that is read whole is fetched and checked before its first byte is given, and kept for the next. */
const FETCHED_WHOLE_BYTES = 64 * 2 ** 20;

/**
 * Blobs as objects `<prefix>blobs/<sha256>` of one bucket. What is put goes to local disk first, where it is hashed, then to
 * the bucket; the file stays as a local copy, since whoever puts bytes often reads them next. Random access is on local
 * copies: readers read synchronously, and most of them read everything.
 */
export class S3BlobStore extends BlobStore {
  readonly kind = 's3';
  private constructor(
    private readonly objects: S3Objects,
    private readonly copies: LocalCopies,
    private readonly prefix: string,
    private readonly removals: Removals,
  ) {
    super();
  }

  /** @throws S3SettingsError when it is asked to check, and the bucket cannot be used */
  static async open(place: S3Place, { check = false, pageSize = 1000 } = {}): Promise<S3BlobStore> {
    const client = createS3Client(place);
    const objects = new S3Objects(client, place.bucket, pageSize);
    if (check) {
      const probe = `${place.prefix}probe`;
      try {
        await client.send(new HeadBucketCommand({ Bucket: place.bucket }));
        await objects.putText(probe, 'Kaimen tries at its start whether it may write here.');
        await objects.remove(probe);
      } catch (error) {
        throw settingsErrorOf(error, place);
      }
    }
    const copies = new LocalCopies(await FileSystemBlobStore.open(place.localRoot), place.cacheBytes);
    const blob = (sha256: string): string => `${place.prefix}blobs/${sha256}`;
    const mark = (sha256: string): string => `${place.prefix}removing/${sha256}`;
    return new S3BlobStore(objects, copies, place.prefix, new Removals(objects, { blob, mark }));
  }

  async put(source: AsyncIterable<Uint8Array>, expectedSha256?: string): Promise<BlobInfo> {
    const info = await this.copies.local.put(source, expectedSha256);
    await this.send(await this.copies.local.localPath(info.sha256), info);
    await this.copies.added(info.sizeBytes, info.sha256);
    return info;
  }

  async adopt(path: string, sha256: string): Promise<BlobInfo> {
    const info = { sha256, sizeBytes: (await stat(path)).size };
    await this.send(path, info);
    await this.copies.local.adopt(path, sha256).catch(() => rm(path, { force: true }));
    await this.copies.added(info.sizeBytes, sha256);
    return info;
  }

  async stat(sha256: string): Promise<BlobInfo | null> {
    const found = await this.objects.head(this.keyOf(sha256));
    return found && { sha256, sizeBytes: found.sizeBytes };
  }

  async *open(sha256: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    const { local } = this.copies;
    const isLocal = (await local.stat(sha256)) !== null;
    if (!isLocal) {
      const { sizeBytes } = await this.mustStat(sha256);
      if (range !== undefined) {
        if (range.start < range.end) yield* this.objects.read(this.keyOf(sha256), range.start, range.end);
        return;
      }
      if (sizeBytes > FETCHED_WHOLE_BYTES) {
        yield* verified(this.objects.read(this.keyOf(sha256)), sha256);
        return;
      }
      await this.localPath(sha256);
    }
    yield* this.copies.open(sha256, range);
  }

  async openAt(sha256: string): Promise<OpenByteSource> {
    return openFileSource(await this.localPath(sha256));
  }

  async delete(sha256: string): Promise<void> {
    await this.objects.remove(this.keyOf(sha256));
    await this.copies.local.delete(sha256);
  }

  async deleteIfOlder(sha256: string, before: Date): Promise<boolean> {
    const isRemoved = await this.removals.removeIfOlder(sha256, before);
    if (isRemoved) await this.copies.local.delete(sha256);
    return isRemoved;
  }

  async *list(): AsyncIterable<StoredBlob> {
    const folder = `${this.prefix}blobs/`;
    for await (const { key, sizeBytes, modifiedAt } of this.objects.list(folder)) {
      const sha256 = key.slice(folder.length);
      if (/^[0-9a-f]{64}$/.test(sha256)) yield { sha256, sizeBytes, storedAt: modifiedAt };
    }
  }

  localPath(sha256: string): Promise<string> {
    return this.copies.get(sha256, async () => {
      await this.mustStat(sha256);
      return this.objects.read(this.keyOf(sha256));
    });
  }

  private send(path: string, info: BlobInfo): Promise<void> {
    const key = this.keyOf(info.sha256);
    return this.removals.survive(info.sha256, () => this.objects.putFile(key, path, info));
  }

  private async mustStat(sha256: string): Promise<BlobInfo> {
    const found = await this.stat(sha256);
    if (found === null) throw new WorkflowError('not-found', `There is no blob ${sha256}.`);
    return found;
  }

  private keyOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new WorkflowError('not-found', 'That is not the name of a blob.');
    return `${this.prefix}blobs/${sha256}`;
  }
}
