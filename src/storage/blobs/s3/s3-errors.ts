interface ServiceFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const statusOf = (error: unknown): number | undefined => (error as ServiceFailure).$metadata?.httpStatusCode;

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;
export const isOutOfRange = (error: unknown): boolean => statusOf(error) === 416;

/** A setting of the store with which it cannot be used; the message names the variable and says what to do. */
export class S3SettingsError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'S3SettingsError';
  }
}

interface Asked {
  readonly bucket: string;
  readonly endpoint: string | null;
}

/** Why the first requests to a bucket failed, in terms of what the operator has set. */
export function settingsErrorOf(error: unknown, { bucket, endpoint }: Asked): S3SettingsError {
  const { name, message, code } = error as ServiceFailure;
  const where = endpoint ?? 'AWS';
  const told = (text: string): S3SettingsError => new S3SettingsError(text, error);
  if (name === 'CredentialsProviderError')
    return told('No credentials for S3 were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.');
  if (/region is missing/i.test(message))
    return told('KAIMEN_S3_REGION is not set, nor is AWS_REGION: set one to the region of the bucket.');
  if (isMissing(error))
    return told(`KAIMEN_S3_BUCKET=${JSON.stringify(bucket)}: there is no such bucket at ${where}: make it.`);
  const status = statusOf(error);
  if (status === 301 || status === 307)
    return told(`The bucket ${bucket} lies in another region: set KAIMEN_S3_REGION to it.`);
  if (status === 401 || status === 403) {
    const rights = 's3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject';
    return told(
      `${where} refuses the credentials (${name}): they must be valid and allow ${rights} on ${bucket}.`,
    );
  }
  const variable = endpoint === null ? 'S3' : `KAIMEN_S3_ENDPOINT=${JSON.stringify(endpoint)}`;
  return told(`${variable} cannot be used: ${code ?? name}: ${message}.`);
}
