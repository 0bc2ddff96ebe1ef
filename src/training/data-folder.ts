/** Files of a dataset, wherever they lie. */
export interface DataFolder {
  /** Paths of all files below the folder, '/' between names, sorted. */
  list(): Promise<readonly string[]>;
  /** @throws TrainingError unreadable-dataset  there is no such file */
  read(path: string): Promise<Uint8Array>;
}
