import { realpathSync } from 'node:fs';
import { realpath, statfs } from 'node:fs/promises';
import { isShare } from './windows-paths.js';

/** f_type of Linux: NFS, SMB (three), FUSE (sshfs and the like), 9P, Ceph, AFS. */
const NETWORK_TYPES = new Set([
  ...[0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x00c36400, 0x5346414f],
]);

/**
 * Whether a folder lies on another machine. There, notifications of changes do not come or are lost. Unknown counts as there: it costs a
 * second of waiting, no file.
 */
export async function isNetworkDrive(folder: string, platform: NodeJS.Platform): Promise<boolean> {
  try {
    // The system resolves a mapped drive (Z:) to its share.
    if (platform === 'win32') return isShare(folder) || isShare(realpathSync.native(folder));
    if (platform === 'linux') return NETWORK_TYPES.has((await statfs(folder)).type >>> 0);
    return (await realpath(folder)).startsWith('/Volumes/');
  } catch {
    return true;
  }
}
