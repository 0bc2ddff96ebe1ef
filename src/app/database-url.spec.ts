import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { checkDatabaseUrl, DatabaseUrlError } from './database-url.js';

/** What a server answers that refuses with this code. */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mrefused\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

it.each([
  ['28P01', 'the user or the password'],
  ['28000', 'does not let this user in'],
  ['3D000', 'no database of that name'],
])('says what a server means by %s', async (code, what) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(refusal(code)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgresql://x:secret@127.0.0.1:${port}/y`;
  await expect(checkDatabaseUrl(url)).rejects.toThrow(what);
  server.close();
});

it.each([
  ['postgres://x:secret@127.0.0.1:1/y', 'nothing listens'],
  ['postgres://x:secret@nowhere.invalid/y', 'host'],
  ['postgres://x:secret@127.0.0.1:port/y', 'no URL'],
])('names DATABASE_URL, without its password: %s', async (url, what) => {
  const error = await checkDatabaseUrl(url).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DatabaseUrlError);
  expect((error as Error).message).toMatch(/^DATABASE_URL cannot be used: /);
  expect((error as Error).message).toContain(what);
  expect((error as Error).message).not.toContain('secret');
});
