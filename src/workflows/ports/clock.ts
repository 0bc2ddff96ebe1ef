/** Time and identity come from outside, so that workflows are deterministic under test. */
export abstract class Clock {
  abstract now(): Date;
}

export abstract class Ids {
  /** A new UUID (version 7: sorts by time). */
  abstract next(): string;
}
