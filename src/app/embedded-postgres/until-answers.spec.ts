import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { untilAnswers } from './until-answers.js';

/** Messages of PostgreSQL's protocol: a letter, the length that counts itself, the content. */
function message(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(letter), length, content]);
}
const RECOVERING = message('E', Buffer.from('SFATAL\0C57P03\0Mthe database system is starting up\0\0'));
const WELCOME = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);

let child: ChildProcess;
let server: Server;
let answer: (socket: Socket) => void;
let url: string;

beforeEach(async () => {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `postgresql://x@127.0.0.1:${(server.address() as AddressInfo).port}/x`;
});
afterEach(() => {
  child.kill('SIGKILL');
  server.close();
});

const wait = (silentMs: number, isWantedNoMore = () => false) =>
  untilAnswers(child, url, { silentMs, isWantedNoMore });

it('waits for a server that recovers, far longer than for one that is silent', async () => {
  const recoveredAt = Date.now() + 600;
  answer = (socket) => void socket.end(Date.now() < recoveredAt ? RECOVERING : WELCOME);
  expect(await wait(200)).toBe(true);
  expect(Date.now()).toBeGreaterThanOrEqual(recoveredAt);
});

it('gives up a server that is silent', async () => {
  answer = (socket) => void socket.destroy();
  expect(await wait(200)).toBe(false);
});

it('does not wait for one that ended, nor for one that is wanted no more', async () => {
  answer = (socket) => void socket.end(RECOVERING);
  const start = Date.now();
  expect(await wait(60_000, () => Date.now() > start + 100)).toBe(false);
  setTimeout(() => child.kill('SIGKILL'), 100);
  expect(await wait(60_000)).toBe(false);
});
