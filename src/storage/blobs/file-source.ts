import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { OpenByteSource } from '../../science/formats/byte-source.js';

/** A file at random access, without loading it. What `read` returns is overwritten by the next `read`. */
export function openFileSource(path: string): OpenByteSource {
  const file = openSync(path, 'r');
  let memory = new Uint8Array(2 ** 16);
  return {
    sizeBytes: fstatSync(file).size,
    read(offset, length) {
      if (memory.length < length) memory = new Uint8Array(length);
      for (let at = 0; at < length;) {
        const n = readSync(file, memory, at, length - at, offset + at);
        if (n === 0) throw new RangeError(`${path} ends before byte ${offset + length}.`);
        at += n;
      }
      return memory.subarray(0, length);
    },
    close: () => closeSync(file),
  };
}
