import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { hasChromium, launch, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';
import { type Message, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');
/** A folder for pictures of each tab, to look at; none without it. */
const PICTURES = process.env.KAIMEN_SCREENSHOTS;
const WIDTHS = [1280, 390];

/** Searches of the earlier steps may end meanwhile, and are told, too. */
const isPing = ({ body }: Message): boolean => body.includes('webhook.ping');
const pingsIn = (page: Page): Locator =>
  page.locator('table[data-table=deliveries] tbody tr').filter({ hasText: 'webhook.ping' });
const idOf = ({ headers }: Message): string => headers['webhook-id'];

/** As a person would: in order, in one browser, on one service. */
describe.skipIf(!ready)('the administration in the page (needs Chromium and npm run build)', () => {
  let service: Service;
  let receiver: WebhookReceiver;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let seen: Watch;
  let token = '';

  const tab = (name: string) =>
    page.getByRole('navigation', { name: 'Parts of the administration' }).getByRole('link', { name });
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  /** Nothing is wider than the window but tables, which scroll in their panel. */
  async function fits(name: string): Promise<void> {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide, `${name} at ${width} px`).toBeLessThanOrEqual(width);
      if (PICTURES === undefined) continue;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: `${PICTURES}/admin-${name}-${width}-${colorScheme}.png`,
          fullPage: true,
        });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  }

  const report = (change: object) =>
    fetch(`${service.origin}/api/v1/instruments/ARM%20200`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ agent: 'kaimen 0.1.0', host: 'gms-pc', watching: ['D:\\data\\2026'], nPending: 3 },
        ...{ pendingBytes: 4_200_000_000, nRejected: 0, lastFile: 'GB_0042.dm4' },
        ...{ lastFileAt: new Date().toISOString(), at: new Date().toISOString(), ...change },
      }),
    });

  async function take(name: string, seed: number): Promise<void> {
    const { coreLoss, lowLoss } = makeDemoScan(seed);
    const buffer = Buffer.from(toDm4([coreLoss, lowLoss]));
    await page.request.post(`${service.origin}/api/v1/datasets`, {
      multipart: { file: { name, mimeType: 'application/octet-stream', buffer } },
      headers: { origin: service.origin },
    });
  }

  beforeAll(async () => {
    receiver = await startReceiver();
    service = await startService({ KAIMEN_WEBHOOK_ALLOW: receiver.host });
    browser = await launch();
    context = await browser.newContext({
      viewport: { width: WIDTHS[0], height: 900 },
      acceptDownloads: true,
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: service.origin });
    page = await context.newPage();
    seen = watch(page);
    await page.goto(service.signInUrl);
    await page.getByText('Drop scans here').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    receiver?.close();
  });

  it('comes when somebody goes there, and says how an instrument is connected', async () => {
    const isAdmin = (url: string): boolean => url.includes('admin-pages');
    expect(seen.requests.some(isAdmin)).toBe(false);
    await page.getByRole('link', { name: 'Admin', exact: true }).click();
    await page.getByText('No instrument has reported yet').waitFor();
    expect(seen.requests.some(isAdmin)).toBe(true);
    await fits('empty');
  });

  it('makes a key for an instrument: shown once, copied, with what to type there', async () => {
    await page.getByRole('link', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('ARM 200, camera PC');
    await page.getByLabel('Instrument', { exact: true }).fill('ARM 200');
    await page.getByLabel('Requests a minute').fill('600');
    await page.getByLabel('Upload a day, GB').fill('50');
    await button('Make the key').click();
    token = await page.locator('.secret code').first().innerText();
    expect(token).toMatch(/^kaimen_[0-9a-f-]{36}_[0-9a-f]{64}$/);
    await button('Copy the secret').click();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(token);
    const commands = await page.locator('.commands').innerText();
    expect(commands).toContain(`${service.origin}/agent/kaimen_upload.py`);
    expect(commands).toContain('--instrument "ARM 200"');
    await fits('new-key');
    await button('I have it').click();
    expect(await page.content()).not.toContain(token.split('_')[2]);
    expect(await row('camera PC').innerText()).toMatch(/valid.*ARM 200.*600 requests a minute, 50 GB a day/s);
    await fits('keys');
  });

  it('says at once what is wrong with a key that cannot be made', async () => {
    await page.getByLabel('Name').fill('x');
    await page.getByLabel('Requests a minute').fill('0');
    await button('Make the key').click();
    await page.getByRole('alert').getByText('requestsPerMinute').waitFor();
    await page.getByText('No key was made.').waitFor();
    await page.getByLabel('Requests a minute').fill('');
  });

  it('shows an instrument that is there, and warns when it is gone with files pending', async () => {
    expect((await report({})).status).toBe(204);
    await tab('Instruments').click();
    await row('ARM 200').getByText('here').waitFor();
    expect(await row('ARM 200').innerText()).toMatch(/kaimen 0\.1\.0 on gms-pc, of \S+.*3\s+4\.2 GB/s);
    expect((await report({ leaving: true, nRejected: 1 })).status).toBe(204);
    // Another one of the same instrument says that all is well: the one that is gone stays in sight.
    expect((await report({ host: 'second-pc', nPending: 0 })).status).toBe(204);
    await row('second-pc').getByText('here').waitFor();
    await page.getByText('has ended while 3 files were still to be sent').waitFor();
    await fits('instruments');
    expect((await report({ host: 'second-pc', nPending: 0, leaving: true })).status).toBe(204);
    await button('Forget ARM 200 on gms-pc').click();
    await button('Forget ARM 200 on second-pc').click();
    await page.getByText('No instrument has reported yet').waitFor();
  });

  it('runs a search again that was cancelled, and tells why that cannot be done twice', async () => {
    // Nobody works on an external search: it runs until it is cancelled, on however busy a machine.
    const table = { name: 'bowl', csv: 'x,y\n0,0\n1,0\n0,1\n1,1' };
    const begun = await page.request.post(`${service.origin}/api/v1/searches`, {
      data: { table, engine: { name: 'external' } },
      headers: { origin: service.origin },
    });
    expect(begun.status()).toBe(202);
    await tab('Jobs').click();
    await row('Search').getByRole('button', { name: 'Cancel' }).click();
    await row('Search').getByText('cancelled').waitFor();
    await button('Run again').click();
    await expect.poll(() => row('Search').count(), { timeout: 10_000 }).toBe(2);
    await page.getByLabel('State').selectOption('cancelled');
    await expect.poll(() => row('Search').count(), { timeout: 10_000 }).toBe(1);
    await button('Run again').click();
    await page.getByRole('alert').getByText('A newer job works for the same thing').waitFor();
    await page.getByLabel('State').selectOption('');
    await row('Search').first().waitFor();
    await fits('jobs');
  });

  it('makes a rule, says what it would match, and switches it off', async () => {
    await take('GB_0001.dm4', 1);
    await tab('Rules').click();
    await page.getByText('What is done with scans when they arrive?').waitFor();
    await button('New rule').click();
    await page.getByLabel('Name', { exact: true }).fill('Boundaries of the night');
    await page.getByLabel('File name').fill('GB_*.dm4');
    await fits('rule-form');
    await button('Save the rule').click();
    await page.getByText(/“Boundaries of the night” matches \d of \d/).waitFor();
    expect(await row('Boundaries of the night').innerText()).toMatch(
      /on.*named GB_\*\.dm4.*the default recipe/s,
    );
    await button('Switch off').click();
    await row('Boundaries of the night').getByText('off', { exact: true }).waitFor();
    await fits('rules');
    await button('Remove Boundaries of the night').click();
    await page.getByText('What is done with scans when they arrive?').waitFor();
  });

  it('refuses a webhook at an address of this machine', async () => {
    await tab('Webhooks').click();
    await page.getByText('Who else should hear when something is done?').waitFor();
    await page.getByLabel('Address').fill('http://127.0.0.1:1/hook');
    await button('Make the webhook').click();
    await page.getByText('No webhook was made.').waitFor();
    await fits('webhooks');
  });

  it('makes a webhook; a ping arrives, signed by the secret that was shown, and its delivery is listed', async () => {
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByLabel('What it is for').fill('the notebook of the group');
    await button('Make the webhook').click();
    const secret = await page.locator('.secret code').textContent();
    await button('I have it').click();
    const hook = row('the notebook of the group');
    await hook.getByRole('button', { name: 'Ping' }).click();
    const delivery = pingsIn(page);
    await delivery.getByText('delivered', { exact: true }).waitFor();
    expect(await delivery.textContent()).toMatch(/webhook\.ping.*status 204 in \d+ ms/);
    const { headers, body } = receiver.messages.find(isPing)!;
    expect(new Webhook(secret!).verify(body, headers)).toMatchObject({ type: 'webhook.ping' });
    await fits('webhook-deliveries');
  });

  it('shows a delivery that failed, sends one again, and signs with a new secret', async () => {
    receiver.status = 500;
    const hook = row('the notebook of the group');
    const deliveries = pingsIn(page);
    await hook.getByRole('button', { name: 'Ping' }).click();
    await deliveries.getByText(/status 500 in \d+ ms; again at/).waitFor();
    expect(await deliveries.first().textContent()).toContain('waiting');
    receiver.status = 204;
    await hook.getByRole('button', { name: 'New secret' }).click();
    const secret = await page.locator('.secret code').textContent();
    await button('I have it').click();
    const before = receiver.messages.length;
    const oldest = idOf(receiver.messages.find(isPing)!);
    // The oldest: what has failed may have been delivered by now, too.
    await deliveries.getByRole('button', { name: 'Send again' }).last().click();
    const again = await vi.waitUntil(
      () => receiver.messages.slice(before).find((one) => idOf(one) === oldest),
      { timeout: 20_000 },
    );
    expect(new Webhook(secret!).verify(again.body, again.headers)).toMatchObject({ type: 'webhook.ping' });
    receiver.status = 429;
    await hook.getByRole('button', { name: 'Ping' }).click();
    await deliveries.getByText(/status 429 in \d+ ms; again at/).waitFor();
    await tab('Storage').click();
    await tab('Webhooks').click();
    await hook.getByText(/The receiver is busy: nothing is sent before ./).waitFor();
    await hook.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Who else should hear when something is done?').waitFor();
  });

  it('shows what is stored, and what a sweep would remove', async () => {
    await tab('Storage').click();
    await page.getByText('the file system').waitFor();
    await button('See what would be removed').click();
    await page.getByText('There is nothing to remove.').waitFor();
    await fits('storage');
  });

  it('revokes the key, which stops working at once', async () => {
    await tab('Keys').click();
    await button(/^Revoke ARM 200/).click();
    await button('Revoke for good').click();
    await row('camera PC').getByText('revoked').waitFor();
    expect((await report({})).status).toBe(401);
  });

  it('has told all of it in the audit log, by whom and of what', async () => {
    await tab('Audit log').click();
    await row('key-refused').waitFor();
    await row('POST /api/v1/keys').first().waitFor();
    await fits('audit');
    await row('DELETE /api/v1/keys/:id').getByRole('button').nth(1).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(1 + 3);
    const [download] = await Promise.all([page.waitForEvent('download'), button('Save as CSV').click()]);
    expect(download.suggestedFilename()).toBe('audit.csv');
    await page.getByLabel('Of what').fill('no such thing');
    await page.getByLabel('Of what').press('Enter');
    await page.getByText('Nothing of this kind was written.').waitFor();
  });

  it('hides from a session without the scope what it may not see', async () => {
    await page.route('**/api/v1/session', (route) =>
      route.fulfill({ json: { ownerId: 'x', scopes: ['datasets:read'], keyId: null, instrument: null } }),
    );
    await page.goto(`${service.origin}/admin/keys`);
    await page.getByText('There is nothing here that this session may see').waitFor();
    expect(await tab('Keys').count()).toBe(0);
    expect(await tab('Jobs').count()).toBe(1);
    await page.unroute('**/api/v1/session');
  });

  it('complains of nothing on the console and asks no other host', () => {
    const refused = seen.complaints.filter((text) => !/status of (401|409|422)/.test(text));
    expect(refused).toEqual([]);
    expect(seen.requests.every((url) => url.startsWith(service.origin) || url.startsWith('blob:'))).toBe(
      true,
    );
  });
});
