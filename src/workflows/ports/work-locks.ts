/** One at a time works on what has this name, among all processes. What a process held is free when it dies. */
export abstract class WorkLocks {
  /**
   * @param onLost  the lock was lost (a connection broke): whoever held it stops, if it can
   * @returns what gives it back; null when somebody holds it, in this process or another
   */
  abstract tryHold(name: string, onLost: () => void): Promise<(() => Promise<void>) | null>;
}
