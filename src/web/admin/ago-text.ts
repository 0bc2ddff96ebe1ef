import { formatDuration } from '../plot/format.js';

/** How long ago; clocks that differ by seconds make no future. */
export function agoText(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  return seconds < 5 ? 'just now' : `${formatDuration(seconds)} ago`;
}
