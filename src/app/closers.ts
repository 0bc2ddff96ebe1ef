type Close = () => Promise<void> | void;

/** What was opened, to be closed in reverse order; each is closed even when one before it fails. */
export class Closers {
  private readonly opened: { name: string; close: Close }[] = [];

  constructor(private readonly log: (message: string) => void) {}

  add(name: string, close: Close): void {
    this.opened.push({ name, close });
  }

  async closeAll(): Promise<void> {
    for (let last = this.opened.pop(); last !== undefined; last = this.opened.pop()) {
      try {
        await last.close();
      } catch (error) {
        this.log(`Closing ${last.name} failed: ${String(error)}`);
      }
    }
  }
}
