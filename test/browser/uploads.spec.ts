import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLargeDm4 } from '../support/write-large-dm4.mjs';
import { hasChromium, launch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');
const PIECES = '**/api/v1/uploads/*';

describe.skipIf(!ready)('uploads on the page (needs Chromium and npm run build)', () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  let row: Locator;
  const folder = mkdtempSync(join(tmpdir(), 'kaimen-page-uploads-'));
  const file = join(folder, 'map.dm4');

  beforeAll(async () => {
    writeLargeDm4(file, { height: 100, width: 100, nChannels: 1000, sparse: true });
    service = await startService();
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(service.signInUrl);
    row = page.locator('.upload', { hasText: 'map.dm4' });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const choose = () => page.getByLabel('Files to upload').setInputFiles(file);

  /** Pieces after the first `n` never arrive, as on a line that hangs. */
  async function hangAfter(n: number): Promise<void> {
    let left = n;
    await page.route(PIECES, async (route: Route) => {
      if (route.request().method() !== 'PATCH' || left-- > 0) await route.continue();
    });
  }

  interface Uploads {
    readonly items: readonly { readonly state: string; readonly receivedBytes: number }[];
  }
  const uploads = async (): Promise<Uploads> =>
    (await (await page.request.get(`${service.origin}/api/v1/uploads`)).json()) as Uploads;

  it('can be paused, and cancelled so that nothing is kept', async () => {
    await hangAfter(2);
    await choose();
    await row.getByText(/ of 20(\.0)? MB/).waitFor();
    await expect.poll(async () => (await uploads()).items[0]?.receivedBytes ?? 0).toBeGreaterThan(1e6);
    await row.getByRole('button', { name: 'Pause' }).click();
    await row.getByText(/^paused at .*nothing is lost/).waitFor();
    await row.getByRole('button', { name: 'Cancel' }).click();
    await row.getByText('cancelled; nothing was kept').waitFor();
    await expect.poll(async () => (await uploads()).items).toEqual([]);
    await row.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('goes on where it was after a reload of the page, and after a pause', async () => {
    await page.unroute(PIECES);
    await hangAfter(2);
    await choose();
    await expect.poll(async () => (await uploads()).items[0]?.receivedBytes ?? 0).toBeGreaterThan(2.9e6);
    const { receivedBytes } = (await uploads()).items[0];
    await page.unroute(PIECES);
    await page.reload();
    await hangAfter(1);
    await choose();
    await row.getByText(/went on at /).waitFor();
    await row.getByRole('button', { name: 'Pause' }).click();
    await page.unroute(PIECES);
    const offsets: number[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    await row.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(async () => (await uploads()).items[0].state).toBe('accepted');
    expect(Math.min(...offsets)).toBeGreaterThan(receivedBytes);
    expect((await uploads()).items).toHaveLength(1);
    const kept = await page.evaluate(() =>
      Object.keys(localStorage).filter((key) => key.startsWith('kaimen.upload')),
    );
    expect(kept).toEqual([]);
  });
});
