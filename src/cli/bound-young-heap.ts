import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Below this V8 would take most of what lives for a moment for old. */
const ENOUGH_BYTES = 8 * 2 ** 20;

/**
 * Keeps V8's space for young objects at what it is (16 MB once the program is loaded): it doubles whenever enough has outlived a
 * collection, up to 128 MB, which is nothing a map needs.
 *
 * @returns whether it did
 */
export function boundYoungHeap(): boolean {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  if (young === undefined || young.space_size < ENOUGH_BYTES) return false;
  setFlagsFromString('--semi-space-growth-factor=1');
  return true;
}
