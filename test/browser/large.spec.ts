import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launch, pointIn, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');

describe.skipIf(!ready)('a map larger than is kept in memory (needs Chromium and npm run build)', () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  let seen: Watch;
  const folder = mkdtempSync(join(tmpdir(), 'kaimen-large-'));

  beforeAll(async () => {
    // 17 million counts: just above what is interpreted in memory.
    execFileSync(process.execPath, [
      'test/support/write-large-dm4.mjs',
      join(folder, 'map.dm4'),
      '120',
      '140',
      '1024',
    ]);
    service = await startService();
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    seen = watch(page);
    await page.goto(service.signInUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is shown with all its pixels, their values and doubt', async () => {
    await page.getByLabel('Files to upload').setInputFiles(join(folder, 'map.dm4'));
    await page.getByText('Maps of all pixels').first().waitFor({ timeout: 120_000 });
    const figure = page.locator('[data-figure^="full-"]');
    expect(await figure.innerText()).toMatch(/decided on pixels summed \d × \d/);
    await page.getByLabel('Which map of all pixels').selectOption({ value: 'O_K.net' });
    const canvas = figure.locator('canvas');
    await expect
      .poll(async () => [await canvas.getAttribute('width'), await canvas.getAttribute('height')])
      .toEqual(['140', '120']);
    await figure.locator('.plot').scrollIntoViewIfNeeded();
    const { x, y } = await pointIn(page, 'full-O_K.net');
    await page.mouse.move(x, y);
    await expect
      .poll(() => figure.locator('[data-full-readout]').innerText())
      .toMatch(/^Row \d+, column \d+: .*±/);
    const from = await pointIn(page, 'full-O_K.net', { x: 0.25, y: 0.5 });
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Number(await canvas.getAttribute('width'))).toBeLessThan(40);
    expect(seen.complaints).toEqual([]);
  });
});
