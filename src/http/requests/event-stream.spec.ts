import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenStreams } from './event-stream.js';

class FakeResponse extends EventEmitter {
  status = () => this;
  set = () => this;
  write = () => true;
  end = () => this;
}

let streams: OpenStreams;
let sent: Promise<void>[];

beforeEach(() => {
  streams = new OpenStreams(() => Promise.resolve(new Map()));
  sent = [];
});
afterEach(async () => {
  streams.endAll();
  await Promise.all(sent);
});

const next = () => Promise.resolve({ events: [], isEnd: false });
function listen(ownerId: string) {
  const response = new FakeResponse();
  const over = streams.send(response as unknown as Response, { key: ownerId, ownerId, afterId: 0, next });
  return { response, over };
}
function open(ownerId: string, n: number) {
  const opened = Array.from({ length: n }, () => listen(ownerId));
  sent.push(...opened.map(({ over }) => over));
  return opened;
}
const refused = (code: string) => ({ code, extra: { headers: { 'Retry-After': '10' } } });

describe('streams of events', () => {
  it('are 200 of one owner, and leave room for others', async () => {
    const [first] = open('alice', 200);
    await expect(listen('alice').over).rejects.toMatchObject(refused('rate-limited'));
    open('bob', 1);
    first.response.emit('close');
    await first.over;
    open('alice', 1);
    await expect(listen('alice').over).rejects.toMatchObject(refused('rate-limited'));
  });

  it('are 1000 of all', async () => {
    for (const owner of ['a', 'b', 'c', 'd', 'e']) open(owner, 200);
    await expect(listen('f').over).rejects.toMatchObject(refused('overloaded'));
  });
});
