import type { Request, Response } from 'express';
import { HttpProblem } from '../problems/http-problem.js';
import { type NewestOf, NewsPoll } from './news-poll.js';

/** How often new events are looked for, and how often a comment shows that the connection lives. */
export const STREAM_TIMING = { pollMs: 100, keepAliveMs: 14_000 };

/** Of one kind, in this process; each costs a connection and some kilobytes. One owner leaves room for others. */
const STREAM_LIMITS = { all: 1000, ofOwner: 200 };

/** The id of the last event a client saw: the header a browser sends by itself; null without it. */
export function lastEventId(request: Request): number | null {
  const given = request.get('Last-Event-ID');
  if (given === undefined) return null;
  if (!/^\d{1,15}$/.test(given)) {
    throw new HttpProblem('invalid-parameter', 'Last-Event-ID is not the id of an event.');
  }
  return Number(given);
}

export interface StreamedEvent {
  readonly id: number;
  readonly type: string;
  readonly data: object;
}

export interface NextEvents {
  readonly events: readonly StreamedEvent[];
  /** True: the stream ends after them. */
  readonly isEnd: boolean;
}

/** What a stream is about, and how its events are read. */
export interface Subject {
  readonly key: string;
  readonly ownerId: string;
  readonly afterId: number;
  readonly next: (afterId: number) => Promise<NextEvents>;
}

/** Open streams of server-sent events. Whoever stops the server ends them; clients resume where they were. */
export class OpenStreams {
  /** And whose each is. */
  private readonly open = new Map<AbortController, string>();
  private readonly news: NewsPoll;

  /** @param newestOf  of the keys of subjects */
  constructor(newestOf: NewestOf) {
    this.news = new NewsPoll(newestOf, () => STREAM_TIMING.pollMs);
  }

  endAll(): void {
    for (const stream of this.open.keys()) stream.abort();
  }

  /**
   * Sends what `next` finds after the last id that was sent, until it says that it is the end or the client goes.
   *
   * @throws HttpProblem overloaded, rate-limited
   */
  async send(response: Response, subject: Subject): Promise<void> {
    this.refuseTooMany(subject.ownerId);
    const stream = new AbortController();
    this.open.set(stream, subject.ownerId);
    response.on('close', () => stream.abort());
    begin(response);
    await this.follow(response, subject, stream.signal).finally(() => this.open.delete(stream));
    response.end();
  }

  private refuseTooMany(ownerId: string): void {
    const { all, ofOwner } = STREAM_LIMITS;
    const headers = { 'Retry-After': '10' };
    if (this.open.size >= all) {
      const detail = `${all} streams of events are open here; ask again later.`;
      throw new HttpProblem('overloaded', detail, { headers });
    }
    if ([...this.open.values()].filter((one) => one === ownerId).length >= ofOwner) {
      const detail = `You have ${ofOwner} streams of events open here; close one, or ask again later.`;
      throw new HttpProblem('rate-limited', detail, { headers });
    }
  }

  private async follow(
    response: Response,
    { key, afterId, next }: Subject,
    signal: AbortSignal,
  ): Promise<void> {
    let seen = afterId;
    while (!signal.aborted) {
      const { events, isEnd } = await next(seen);
      for (const event of events) response.write(formatted(event));
      if (isEnd) return;
      seen = events.at(-1)?.id ?? seen;
      const newest = await this.news.after({ key, seen }, { ms: STREAM_TIMING.keepAliveMs, signal });
      if (newest === null && !signal.aborted) response.write(': still here\n\n');
    }
  }
}

function begin(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.write('retry: 1000\n\n');
}

const formatted = ({ id, type, data }: StreamedEvent): string =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
