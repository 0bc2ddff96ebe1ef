import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { hasChromium, launch, pointIn, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** As a person would: in order, in one browser, on one service. */
describe.skipIf(!ready)('the page (needs Chromium and npm run build)', () => {
  let service: Service;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let seen: Watch;

  const upload = (name: string, bytes: Uint8Array) =>
    page
      .getByLabel('Files to upload')
      .setInputFiles([{ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }]);

  beforeAll(async () => {
    service = await startService();
    browser = await launch();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    page = await context.newPage();
    seen = watch(page);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('tells a stranger how to get in, lets the link in, teaches on the first visit', async () => {
    await page.goto(service.origin);
    await page.getByText('Sign in to Kaimen').waitFor();
    await page.goto(service.signInUrl);
    await page.getByText('Drop scans here').waitFor();
    await page.getByText('What changes along this line').waitFor();
  });

  it('says what is wrong with a file, and what to do', async () => {
    await upload('photo.dm4', PNG);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const text = await alert.innerText();
    expect(text).toContain('photo.dm4');
    expect(text).toContain('unsupported-media-type');
    // The formats are listed once: by the service.
    expect(text.match(/HyperSpy/g)).toHaveLength(1);
    expect(text).toContain('Save the spectra as one of these');
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('takes a file back when it is cancelled while it is read', async () => {
    const events = /\/api\/v1\/jobs\/[^/]+\/events$/;
    let heard: () => void = () => undefined;
    const reading = new Promise<void>((resolve) => (heard = resolve));
    // Its events never come, so that it is being read for as long as the test looks.
    await page.route(events, () => heard());
    const { coreLoss } = makeDemoScan(2);
    await upload('unwanted.dm4', toDm4([coreLoss]));
    await reading;
    await page.locator('.upload').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled; nothing was kept').waitFor();
    const { items } = (await (await page.request.get(`${service.origin}/api/v1/datasets`)).json()) as {
      items: unknown[];
    };
    expect(items).toEqual([]);
    await page.unroute(events);
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('offers the demo scan, and follows it even when its events are refused at first', async () => {
    let refusals = 0;
    const events = /\/api\/v1\/jobs\/[^/]+\/events$/;
    await page.route(events, (route) =>
      refusals++ < 2 ? route.fulfill({ status: 503, body: 'busy' }) : route.continue(),
    );
    await page.getByRole('button', { name: 'Try the demo scan' }).click();
    await page.waitForURL(/\/datasets\//, { timeout: 60_000 });
    await page.locator('.answer .first').waitFor({ timeout: 60_000 });
    expect(refusals).toBeGreaterThan(2);
    await page.unroute(events);
    await page.getByRole('link', { name: 'All datasets' }).click();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete demo.dm4' }).click();
    await page.getByRole('button', { name: 'Try the demo scan' }).waitFor();
  });

  it('takes a scan in, follows its analysis and shows the answer', async () => {
    const { coreLoss, lowLoss } = makeDemoScan(1);
    await upload('demo.dm4', toDm4([coreLoss, lowLoss]));
    await page.waitForURL(/\/datasets\//, { timeout: 60_000 });
    await page.locator('.answer .first').waitFor({ timeout: 60_000 });
    expect(await page.locator('.chips').innerText()).toContain('64 positions');
    await page.locator('[data-figure="scan"] canvas').waitFor();
    const place = await pointIn(page, 'scan', { x: 0.4, y: 0.5 });
    await page.mouse.move(place.x, place.y);
    await expect.poll(() => page.locator('[data-figure="spectrum"] h3').innerText()).toMatch(/pixel 3[12]/);
    await page.getByRole('tab', { name: 'Edges' }).click();
    expect(await page.getByRole('tabpanel').innerText()).toContain('O K');
  });

  it('shows the file as it was before preprocessing, from the service', async () => {
    const raw = page.locator('[data-figure="spectrum"]').getByRole('button', { name: 'Raw' });
    await raw.click();
    await expect.poll(() => page.locator('[data-figure="spectrum"] svg').textContent()).toContain('Raw');
  });

  it.each(['Profiles CSV', 'Components CSV', 'HyperSpy', 'JSON', 'Report'])('exports: %s', async (name) => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name, exact: true }).click();
    expect(await (await download).failure()).toBeNull();
  });

  it('shows the same selection from its address, after a reload', async () => {
    const place = await pointIn(page, 'scan', { x: 0.4, y: 0.25 });
    await page.mouse.click(place.x, place.y);
    await expect.poll(() => page.url()).toContain('pixel=');
    const title = await page.locator('[data-figure="spectrum"] h3').innerText();
    await page.reload();
    await page.locator('[data-figure="spectrum"] svg').waitFor();
    expect(await page.locator('[data-figure="spectrum"] h3').innerText()).toBe(title);
  });

  it('keeps a refusal in sight when another file of the same drop went well', async () => {
    await page.getByRole('link', { name: 'All datasets' }).click();
    const { coreLoss } = makeDemoScan(3);
    const files = [
      { name: 'good.dm4', buffer: Buffer.from(toDm4([coreLoss])) },
      { name: 'bad.dm4', buffer: PNG },
    ];
    await page
      .getByLabel('Files to upload')
      .setInputFiles(files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })));
    const open = page.locator('.upload', { hasText: 'good.dm4' }).getByRole('link', { name: 'Open it' });
    await open.waitFor({ timeout: 30_000 });
    // Its analysis has been submitted by then; the page stays where it is.
    await page.locator('tr', { hasText: 'good.dm4' }).getByText('analysed').waitFor({ timeout: 60_000 });
    expect(new URL(page.url()).pathname).toBe('/');
    await open.click();
    await page.locator('.answer .first').waitFor({ timeout: 60_000 });
    const alert = page.getByRole('alert');
    expect(await alert.innerText()).toContain('bad.dm4');
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    expect(await alert.count()).toBe(0);
  });

  it('draws a scan that nobody has analysed, and analyses it with a low loss of another file', async () => {
    const { coreLoss, lowLoss } = makeDemoScan(4);
    const take = async (name: string, bytes: Uint8Array): Promise<string> => {
      const answer = await page.request.post(`${service.origin}/api/v1/datasets`, {
        multipart: { file: { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) } },
        headers: { origin: service.origin },
      });
      return ((await answer.json()) as { dataset: { id: string } }).dataset.id;
    };
    const lowId = await take('zero.dm4', toDm4([lowLoss]));
    const coreId = await take('core.dm4', toDm4([coreLoss]));
    await page.goto(`${service.origin}/`);
    await page.locator('tr', { hasText: 'zero.dm4' }).getByText('not analysed').waitFor();
    await page.goto(`${service.origin}/datasets/${coreId}`);
    await page.locator('[data-figure="scan"] canvas').waitFor();
    await expect
      .poll(() => page.locator('[data-figure="scan"] svg').textContent())
      .not.toContain('loading spectra');
    const place = await pointIn(page, 'scan', { x: 0.4, y: 0.5 });
    await page.mouse.move(place.x, place.y);
    await expect.poll(() => page.locator('[data-figure="spectrum"] h3').innerText()).toMatch(/pixel 3[12]/);
    expect(await page.getByRole('tablist').count()).toBe(0);
    await page.getByLabel('Low loss').selectOption(`${lowId}:0`);
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.locator('.answer .first').waitFor({ timeout: 60_000 });
    expect(await page.locator('.file-name').innerText()).toBe('core.dm4');
    await page.getByRole('link', { name: 'All datasets' }).click();
    const row = page.locator('tr', { hasText: 'zero.dm4' });
    await row.getByRole('link', { name: 'core.dm4' }).click();
    await page.waitForURL(new RegExp(coreId));
    await page.getByRole('link', { name: 'All datasets' }).click();
    await page.getByRole('link', { name: 'demo.dm4' }).click();
    await page.locator('.answer .first').waitFor();
  });

  it('lists what is there, and the same file again leads to the same dataset', async () => {
    const address = new URL(page.url()).pathname;
    await page.getByRole('link', { name: 'All datasets' }).click();
    await page.getByRole('link', { name: 'demo.dm4' }).waitFor();
    await page.locator('tr', { hasText: 'demo.dm4' }).getByText('analysed', { exact: true }).waitFor();
    const { coreLoss, lowLoss } = makeDemoScan(1);
    await upload('demo.dm4', toDm4([coreLoss, lowLoss]));
    await page.waitForURL(/\/datasets\//, { timeout: 60_000 });
    expect(new URL(page.url()).pathname).toBe(address);
  });

  it('complained of nothing but what was refused, and asked only its own service', () => {
    const refusals = /status of (401|415|404|503)/;
    expect(seen.complaints.filter((c) => !refusals.test(c))).toEqual([]);
    expect(
      seen.requests.filter((url) => !url.startsWith(service.origin) && !/^(data|blob):/.test(url)),
    ).toEqual([]);
  });
});
