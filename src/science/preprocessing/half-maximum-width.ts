/**
 * Full width at half maximum of the peak at `channel`, in channels, both flanks by linear interpolation.
 *
 * @param pedestal  level from which the maximum is counted
 * @returns null when a flank does not fall to half within the spectrum
 */
export function halfMaximumWidth(
  spectrum: ArrayLike<number>,
  channel: number,
  pedestal: number,
): number | null {
  const half = (spectrum[channel] + pedestal) / 2;
  let left = channel;
  while (left >= 0 && spectrum[left] > half) left--;
  let right = channel;
  while (right < spectrum.length && spectrum[right] > half) right++;
  if (left < 0 || right >= spectrum.length) return null;
  const leftAt = left + (half - spectrum[left]) / (spectrum[left + 1] - spectrum[left]);
  const rightAt = right - (half - spectrum[right]) / (spectrum[right - 1] - spectrum[right]);
  return rightAt - leftAt;
}
