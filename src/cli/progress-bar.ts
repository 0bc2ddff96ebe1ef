import type { CliIo } from './io.js';

const WIDTH = 28;

export type OnProgress = (fraction: number, stage: string) => void;

/**
 * A bar that is redrawn in place where somebody watches, and one line a stage where nobody does (logs, pipes).
 */
export class ProgressBar {
  private lastStage = '';
  private drawn = false;

  constructor(
    private readonly io: CliIo,
    private readonly label: string,
  ) {}

  update(fraction: number, stage: string): void {
    if (this.io.watched) {
      this.io.draw(`\r${this.line(fraction, stage)}\u001b[K`);
      this.drawn = true;
    } else if (stage !== this.lastStage) {
      this.io.note(`${this.label}: ${stage}`);
    }
    this.lastStage = stage;
  }

  /** Leaves the line free for what comes next. */
  end(): void {
    if (this.drawn) this.io.draw('\r\u001b[K');
    this.drawn = false;
  }

  private line(fraction: number, stage: string): string {
    const clamped = Math.min(1, Math.max(0, fraction));
    const full = Math.round(clamped * WIDTH);
    const percent = `${Math.round(clamped * 100)} %`.padStart(5);
    const text = `${this.label} ${'━'.repeat(full)}${'─'.repeat(WIDTH - full)} ${percent}  ${stage}`;
    return text.slice(0, Math.max(20, this.io.columns - 1));
  }
}

/** Draws a bar while work goes on, and leaves none however it ends. */
export async function withBar<T>(
  io: CliIo,
  label: string,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const bar = new ProgressBar(io, label);
  try {
    return await work((fraction, stage) => bar.update(fraction, stage));
  } finally {
    bar.end();
  }
}
