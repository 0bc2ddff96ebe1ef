import type { Request, Response } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

/** How often new events are looked for, and how often a comment shows that the connection lives. */
export const STREAM_TIMING = { pollMs: 100, keepAliveMs: 15_000 };

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

/** Open streams of server-sent events. Whoever stops the server ends them; clients resume where they were. */
export class OpenStreams {
  private readonly open = new Set<AbortController>();

  endAll(): void {
    for (const stream of this.open) stream.abort();
  }

  /** Sends what `next` finds after the last id that was sent, until it says that it is the end or the client goes. */
  async send(
    response: Response,
    afterId: number,
    next: (afterId: number) => Promise<NextEvents>,
  ): Promise<void> {
    const stream = new AbortController();
    this.open.add(stream);
    response.on('close', () => stream.abort());
    begin(response);
    await follow(response, { afterId, next, signal: stream.signal }).finally(() => this.open.delete(stream));
    response.end();
  }
}

async function follow(
  response: Response,
  {
    afterId,
    next,
    signal,
  }: { afterId: number; next: (afterId: number) => Promise<NextEvents>; signal: AbortSignal },
): Promise<void> {
  let seen = afterId;
  let writtenAt = Date.now();
  while (!signal.aborted) {
    const { events, isEnd } = await next(seen);
    for (const event of events) response.write(formatted(event));
    seen = events.at(-1)?.id ?? seen;
    if (isEnd) return;
    if (events.length > 0) writtenAt = Date.now();
    if (Date.now() - writtenAt >= STREAM_TIMING.keepAliveMs - STREAM_TIMING.pollMs) {
      response.write(': still here\n\n');
      writtenAt = Date.now();
    }
    await pause(STREAM_TIMING.pollMs, signal);
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

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
