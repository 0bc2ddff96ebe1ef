/** What the watcher of an instrument says of itself, again and again. */
export interface InstrumentReport {
  /** Program and version, 'kaimen 0.1.0'. */
  readonly agent: string;
  /** The machine on which it runs. */
  readonly host: string;
  /** Folders, as they are called there. */
  readonly watching: readonly string[];
  /** Files that wait to be sent, and their size. */
  readonly nPending: number;
  readonly pendingBytes: number;
  /** Files that the service refused for good. */
  readonly nRejected: number;
  readonly lastFile: string | null;
  readonly lastFileAt: Date | null;
  /** When it said so, by its own clock. */
  readonly at: Date;
  /** It ends here, by itself. */
  readonly leaving: boolean;
}

export interface Instrument extends InstrumentReport {
  readonly ownerId: string;
  readonly name: string;
  /** When its last report came, by the clock of the service. */
  readonly lastSeenAt: Date;
}

/** What each instrument said last. */
export abstract class InstrumentRepository {
  /** In place of what it said before. */
  abstract put(instrument: Instrument): Promise<void>;
  /** By name; null: of all owners. */
  abstract list(ownerId: string | null): Promise<readonly Instrument[]>;
  /** False when there is none. */
  abstract remove(ownerId: string, name: string): Promise<boolean>;
}
