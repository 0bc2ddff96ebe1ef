import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Time as the agent needs it. Waits are measured by `nowMs`, which no change of the clock moves; `wall` is only ever written down, never
 * compared: neither with the service's time nor with a file's.
 */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  nowMs(): number;
  wall(): Date;
  /** Ends early, without an error, when the signal is given. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wall: () => new Date(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** Local time with its offset, '2026-11-30T04:12:05+01:00': what a person at the microscope read on the clock, and unambiguous. */
export function localIso(date: Date): string {
  const offsetMinutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(hours)}:${two(Math.abs(offsetMinutes) % 60)}`;
}
