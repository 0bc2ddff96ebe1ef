import { zipSync } from 'fflate';

/** A member of an archive: its path with '/', and its bytes. */
export interface ZipMember {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** DOS times begin here; every member has this one, so that the same members make the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

/** A ZIP archive of its members, deflated. @param members  no path twice; together below 2 GB */
export function writeZip(members: readonly ZipMember[]): Uint8Array {
  return zipSync(Object.fromEntries(members.map(({ path, bytes }) => [path, bytes])), { mtime: NO_TIME });
}
