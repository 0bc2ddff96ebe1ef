/** Where blobs lie, as plain data: threads and processes open the store of the service by it. */
export interface BlobPlace {
  readonly kind: 'file-system';
  readonly root: string;
}
