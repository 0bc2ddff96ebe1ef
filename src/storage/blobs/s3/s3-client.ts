import { S3Client } from '@aws-sdk/client-s3';
import type { BlobPlace } from '../../../workflows/ports/blob-place.js';

export type S3Place = Extract<BlobPlace, { kind: 's3' }>;

/** A connection that says nothing for so long is given up and tried again. */
const SILENT_MS = 60_000;

/** Credentials come as AWS's own programs find them: variables, profile, instance. */
export function createS3Client({ endpoint, region }: S3Place): S3Client {
  return new S3Client({
    ...(endpoint === null ? {} : compatible(endpoint)),
    ...(region === null ? {} : { region }),
    requestHandler: { connectionTimeout: 10_000, socketTimeout: SILENT_MS },
  });
}

/**
 * Services other than AWS: the bucket in the path, a region because one must be signed for, and no checksums in trailers,
 * which many of them do not read. Blobs are checked by their own hash anyway.
 */
const compatible = (endpoint: string): ConstructorParameters<typeof S3Client>[0] => ({
  endpoint,
  forcePathStyle: true,
  region: process.env.AWS_REGION ?? 'us-east-1',
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});
