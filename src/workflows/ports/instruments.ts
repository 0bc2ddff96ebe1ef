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

/** One watcher of an instrument, which may have several: on other machines, or for other folders. */
export interface Instrument extends InstrumentReport {
  /** Of this watcher, among those of all owners. */
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  /** When its last report came, by the clock of the service. */
  readonly lastSeenAt: Date;
}

/** What each watcher said last. */
export abstract class InstrumentRepository {
  /** In place of what it said before. */
  abstract put(instrument: Instrument): Promise<void>;
  /** By name; null: of all owners. */
  abstract list(ownerId: string | null): Promise<readonly Instrument[]>;
  /** Null: of whatever owner. False when there is none. */
  abstract remove(ownerId: string | null, name: string, id: string): Promise<boolean>;
}
