import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { BlobInfo } from '../../../workflows/ports/blob-store.js';
import { isMissing, isOutOfRange } from './s3-errors.js';

/** Up to this size a file is sent in one request, with its hash, which the store then checks. */
const ONE_REQUEST_BYTES = 16 * 2 ** 20;
/** Of a multipart upload: two parts are in memory at once, and there may be 10,000. */
const PART_BYTES = 16 * 2 ** 20;
const MOST_PARTS = 9000;
const PARTS_AT_ONCE = 2;
/** A body that breaks off is asked for again from where it broke; so often without another byte. */
const ATTEMPTS = 4;

export interface S3Object {
  readonly key: string;
  readonly sizeBytes: number;
  /** To the second, rounded down, as HTTP tells it. */
  readonly modifiedAt: Date;
}

/** What the store does with objects of one bucket, in its own words. */
export class S3Objects {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly pageSize = 1000,
  ) {}

  async head(key: string): Promise<S3Object | null> {
    try {
      const found = await this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return { key, sizeBytes: found.ContentLength!, modifiedAt: found.LastModified! };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** The file's bytes, whole when it resolves. A part that fails is sent again. */
  async putFile(key: string, path: string, { sha256, sizeBytes }: BlobInfo): Promise<void> {
    const target = { Bucket: this.bucket, Key: key, ContentType: 'application/octet-stream' };
    if (sizeBytes <= ONE_REQUEST_BYTES) {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const Body = await readFile(path);
      await this.client.send(new PutObjectCommand({ ...target, Body, ChecksumSHA256 }));
      return;
    }
    const partSize = Math.max(PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS));
    const params = { ...target, Body: createReadStream(path, { highWaterMark: 2 ** 20 }) };
    await new Upload({ client: this.client, params, partSize, queueSize: PARTS_AT_ONCE }).done();
  }

  async putText(key: string, text: string): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: text }));
  }

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** Bytes [start, end), to the end of the object where there is no `end`. @throws the store's error when it is missing */
  async *read(key: string, start = 0, end = Infinity): AsyncIterable<Uint8Array> {
    let at = start;
    for (let failures = 0; at < end;) {
      const from = at;
      try {
        const { body, stopAt } = await this.get(key, at, end);
        end = stopAt;
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          at += chunk.length;
          yield chunk;
        }
        if (at < end) throw new Error(`${key} broke off at byte ${at} of ${end}.`);
      } catch (error) {
        if (isOutOfRange(error)) return;
        failures = at > from ? 1 : failures + 1;
        if (isMissing(error) || failures === ATTEMPTS) throw error;
      }
    }
  }

  /** All objects whose key begins so, a page after the other. */
  async *list(prefix: string): AsyncIterable<S3Object> {
    for (let after: string | undefined, isLast = false; !isLast;) {
      const page: ListObjectsV2CommandOutput = await this.client.send(
        new ListObjectsV2Command({
          ...{ Bucket: this.bucket, Prefix: prefix, StartAfter: after, MaxKeys: this.pageSize },
        }),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        after = Key;
        yield { key: Key!, sizeBytes: Size!, modifiedAt: LastModified! };
      }
      isLast = page.IsTruncated !== true;
    }
  }

  private async get(key: string, at: number, end: number): Promise<{ body: Readable; stopAt: number }> {
    const isWhole = at === 0 && end === Infinity;
    // An object of no bytes has no range.
    const Range = isWhole ? undefined : `bytes=${at}-${end === Infinity ? '' : end - 1}`;
    const answer = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, Range }));
    return { body: answer.Body as Readable, stopAt: at + answer.ContentLength! };
  }
}
