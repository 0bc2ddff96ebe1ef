/** Where blobs lie, as plain data: threads and processes open the store of the service by it. Credentials are not in it. */
export type BlobPlace =
  | { readonly kind: 'file-system'; readonly root: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Of a service that is not AWS; null: AWS. */
      readonly endpoint: string | null;
      /** Null: as AWS's own variables say. */
      readonly region: string | null;
      /** Before every key; '' or ending in '/'. */
      readonly prefix: string;
      /** Folder for what is on its way and for local copies. */
      readonly localRoot: string;
      /** Local copies are kept up to so many bytes. */
      readonly cacheBytes: number;
    };
