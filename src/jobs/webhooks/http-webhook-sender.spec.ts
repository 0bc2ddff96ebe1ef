import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from './address-rules.js';
import { HttpWebhookSender } from './http-webhook-sender.js';
import { checkedUrl, guardedLookup } from './webhook-url.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let port: number;
const received: Received[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      if (request.url === '/hangs') return;
      const status = Number(/\d+$/.exec(request.url!)?.[0] ?? 200);
      const retryAfter = new URL(request.url!, 'http://a').searchParams.get('after');
      response.writeHead(status, {
        ...(status === 302 ? { location: '/200' } : {}),
        ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
      });
      response.end('x'.repeat(100));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const sender = (timeoutMs = 2000) =>
  new HttpWebhookSender({ exceptions: new Set([`127.0.0.1:${port}`]), timeoutMs });
const message = (path: string, secrets: string[]) => ({
  ...{ url: `http://127.0.0.1:${port}${path}`, secrets, id: 'msg_1' },
  body: JSON.stringify({ type: 'dataset.ready', data: { fileName: 'µ.dm4' } }),
});

describe('a message', () => {
  it('is signed so that another implementation verifies it, with each of two secrets, and no other', async () => {
    const [newer, older] = [sender().newSecret(), sender().newSecret()];
    expect(Buffer.from(newer.slice(6), 'base64')).toHaveLength(32);
    const sent = message('/200', [newer, older]);
    expect(await sender().send(sent)).toMatchObject({ status: 200, error: null });
    const { headers, body } = received.at(-1)!;
    expect(body).toBe(sent.body);
    for (const secret of [newer, older])
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(
        JSON.parse(sent.body),
      );
    const other = new Webhook(sender().newSecret());
    expect(() => other.verify(body, headers as Record<string, string>)).toThrow(WebhookVerificationError);
    const changed = body.replace('ready', 'reject');
    expect(() => new Webhook(newer).verify(changed, headers as Record<string, string>)).toThrow();
  });

  it('follows no redirect, and tells the status', async () => {
    const before = received.length;
    expect((await sender().send(message('/302', ['whsec_YQ==']))).status).toBe(302);
    expect((await sender().send(message('/410', ['whsec_YQ==']))).status).toBe(410);
    expect(received).toHaveLength(before + 2);
  });

  it('tells how long its receiver asks to wait, in seconds or until a date', async () => {
    const told = async (after: string) =>
      (await sender().send(message(`/?after=${encodeURIComponent(after)}&status=429`, ['whsec_YQ=='])))
        .retryAfterS;
    expect(await told('120')).toBe(120);
    const inAnHour = await told(new Date(Date.now() + 3_600_000).toUTCString());
    expect(inAnHour! / 3600).toBeCloseTo(1, 1);
    expect(await told(new Date(0).toUTCString())).toBe(0);
    expect(await told('soon')).toBeNull();
    expect((await sender().send(message('/429', ['whsec_YQ==']))).retryAfterS).toBeNull();
  });

  it('is given up after its time; one that finds nobody says so', async () => {
    const hung = await sender(100).send(message('/hangs', ['whsec_YQ==']));
    expect(hung).toMatchObject({ status: null, error: 'no answer in time' });
    const nobody = new HttpWebhookSender({ exceptions: new Set(['127.0.0.1:9']) });
    const refused = await nobody.send({ ...message('/', ['whsec_YQ==']), url: 'http://127.0.0.1:9/' });
    expect(refused).toMatchObject({ status: null, error: 'ECONNREFUSED' });
  });

  it('goes to no private address, also where a name has become one since it was looked at', async () => {
    let address = '93.184.216.34';
    const resolve = () => Promise.resolve([{ address, family: 4 }]);
    const seen: string[] = [];
    // What the system would answer when the connection is made, through the same guard.
    const lookup: LookupFunction = (name, options, callback) =>
      guardedLookup('localhost', options, (error, found, family) => {
        seen.push(name);
        callback(error, found, family);
      });
    const rebound = new HttpWebhookSender({ exceptions: new Set(), resolve, lookup });
    const url = await rebound.check(`https://rebind.example:${port}/x`);
    address = '127.0.0.1';
    await expect(rebound.check(url)).rejects.toMatchObject({ code: 'forbidden-url' });
    const before = received.length;
    expect(await rebound.send({ ...message('/', ['whsec_YQ==']), url })).toMatchObject({
      ...{ status: null, error: 'forbidden-url: the address is not public' },
    });
    expect(seen).toEqual(['rebind.example']);
    for (const kept of [`https://127.0.0.1:${port}/`, 'https://[::ffff:10.0.0.1]/', 'http://example.org/'])
      expect((await rebound.send({ ...message('/', ['whsec_YQ==']), url: kept })).error).toMatch(
        /^forbidden-url/,
      );
    expect(received).toHaveLength(before);
  });
});

describe('an address', () => {
  const check = (url: string, address = '93.184.216.34', exceptions: string[] = []) =>
    checkedUrl(url, new Set(exceptions), (name) =>
      name === 'nowhere.example'
        ? Promise.reject(new Error('ENOTFOUND'))
        : Promise.resolve([{ address, family: 4 }]),
    );

  it.each([
    ...['http://127.0.0.1/', 'https://127.0.0.1/', 'https://169.254.169.254/latest', 'https://[::1]/'],
    ...['https://[::ffff:127.0.0.1]/', 'https://0x7f000001/', 'https://2130706433/', 'https://localhost./'],
    ...['https://LOCALHOST/', 'https://a.localhost/', 'https://printer.local/', 'file:///etc/passwd'],
    ...['https://example.org:22/', 'http://example.org/', 'https://user:secret@example.org/', 'gopher://x/'],
    ...['https://[fd00::1]/', 'https://[fe80::1]/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/'],
    ...['https://nowhere.example/', 'https://127.1/', 'https://0/', '//x', '', 'https://'],
  ])('%s is refused', async (url) => {
    await expect(check(url)).rejects.toMatchObject({ code: 'forbidden-url' });
  });

  it.each([
    '10.1.2.3',
    '192.168.0.1',
    '172.31.255.255',
    '100.64.0.1',
    '::1',
    'fe80::1',
    '::ffff:8.8.8.8',
    '0.0.0.0',
  ])('whose name is %s is refused', async (address) => {
    await expect(check('https://example.org/', address)).rejects.toMatchObject({ code: 'forbidden-url' });
  });

  it('of the internet is taken, and one that the operator allows', async () => {
    expect(await check('https://Example.org/hook?a=1#b')).toBe('https://example.org/hook?a=1');
    expect(await check('https://93.184.216.34:8443/')).toBe('https://93.184.216.34:8443/');
    expect(await check('http://10.0.0.5:8080/x', '10.0.0.5', ['10.0.0.5:8080'])).toBe(
      'http://10.0.0.5:8080/x',
    );
    expect(await check('http://lims.lab/', '10.0.0.5', ['lims.lab:80'])).toBe('http://lims.lab/');
    await expect(check('http://10.0.0.5:8081/', '10.0.0.5', ['10.0.0.5:8080'])).rejects.toThrow();
  });

  it.each([
    ...[
      ['8.8.8.8', true],
      ['172.15.0.1', true],
      ['172.16.0.1', false],
      ['2606:4700::1111', true],
    ],
    ...[
      ['2001:db8::1', false],
      ['2001:4860:4860::8888', true],
      ['::', false],
      ['224.0.0.1', false],
      ['x', false],
    ],
  ] as const)('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});
