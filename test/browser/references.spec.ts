import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { hasChromium, launch, pointIn, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');

/** An edge with a peak so far behind its onset, as a table of energies and intensities. */
function edgeCsv(onsetEv: number, peakEv: number): Buffer {
  const lines = Array.from({ length: 120 }, (_, i) => {
    const e = onsetEv - 10 + i / 2;
    const step = 0.5 + Math.atan((e - onsetEv) / 0.5) / Math.PI;
    return `${e},${step * (1 + 2 * Math.exp(-0.5 * ((e - onsetEv - peakEv) / 2) ** 2))}`;
  });
  return Buffer.from(['energy (eV),counts', ...lines, ''].join('\n'));
}

const csv = (name: string, onsetEv: number, peakEv: number) => ({
  name,
  mimeType: 'text/csv',
  buffer: edgeCsv(onsetEv, peakEv),
});

/** Pictures for a person to look at: KAIMEN_SCREENSHOTS names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.KAIMEN_SCREENSHOTS;
  if (folder === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** As a person would: in order, in one browser, on one service. */
describe.skipIf(!ready)('references (needs Chromium and npm run build)', () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    service = await startService();
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    seen = watch(page);
    await page.goto(service.signInUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const panel = () => page.getByRole('tabpanel');

  it('teaches where nothing is kept, in the tab of an analysis', async () => {
    const { coreLoss, lowLoss } = makeDemoScan(1);
    const buffer = Buffer.from(toDm4([coreLoss, lowLoss]));
    await page
      .getByLabel('Files to upload')
      .setInputFiles([{ name: 'demo.dm4', mimeType: 'application/octet-stream', buffer }]);
    await page.waitForURL(/\/datasets\//, { timeout: 60_000 });
    await page.locator('.answer .first').waitFor({ timeout: 60_000 });
    await page.getByRole('tab', { name: 'Similar' }).click();
    await panel().getByText('Which known spectrum is this like?').waitFor();
    await picture(page, 'similar-empty');
  });

  it('saves a cluster as a reference, which is then the closest to itself', async () => {
    await panel().getByRole('button', { name: 'Save Cluster A as reference…' }).click();
    const form = page.getByRole('form', { name: 'Save as reference' });
    await form.getByLabel('Name').fill('Side A of the demo');
    await form.getByLabel('Compound').fill('SrTiO3');
    await form.getByLabel('Licence').fill('CC0');
    await picture(page, 'save-form');
    await form.getByRole('button', { name: 'Save' }).click();
    await panel().getByText('Kept as “Side A of the demo”').waitFor();
    const first = panel().locator('tbody tr').first();
    await expect.poll(() => first.innerText()).toContain('Side A of the demo');
    expect(await first.innerText()).toContain('SrTiO3');
  });

  it('ranks, shows the scores on demand, draws the one picked and its difference', async () => {
    await page.getByRole('tab', { name: 'Clusters' }).click();
    await panel().getByRole('button', { name: 'Compare cluster B' }).click();
    expect(await panel().getByLabel('Compare').inputValue()).toBe('cluster:1');
    await panel().getByRole('button', { name: 'Save Cluster B as reference…' }).click();
    const form = page.getByRole('form', { name: 'Save as reference' });
    await form.getByLabel('Name').fill('Side B of the demo');
    await form.getByRole('button', { name: 'Save' }).click();
    const first = panel().locator('tbody tr').first();
    await expect.poll(() => first.innerText()).toContain('Side B of the demo');
    await first.getByRole('button', { name: 'Scores' }).click();
    await panel().getByText('Ruzicka').first().waitFor();
    expect(await page.locator('[data-figure="similar"] h3').innerText()).toContain('Side B');
    await panel().getByRole('button', { name: 'Side A of the demo' }).click();
    await expect.poll(() => page.locator('[data-figure="similar"] h3').innerText()).toContain('Side A');
    await page.locator('[data-figure="similar-difference"] svg').waitFor();
    await picture(page, 'similar');
  });

  it('compares positions selected by drag, and a link shows the same', async () => {
    await page.locator('[data-figure="scan"]').scrollIntoViewIfNeeded();
    const [from, to] = [
      await pointIn(page, 'scan', { x: 0.5, y: 0.1 }),
      await pointIn(page, 'scan', { x: 0.5, y: 0.3 }),
    ];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    const compare = panel().getByLabel('Compare');
    await compare.selectOption('range');
    await panel().getByLabel('Energies').selectOption({ index: 1 });
    await expect.poll(() => page.url()).toContain('of=range');
    await expect.poll(() => page.locator('[data-figure="similar"] h3').innerText()).toContain('Positions');
    await page.reload();
    await expect.poll(() => page.locator('[data-figure="similar"] h3').innerText()).toContain('Positions');
    expect(await compare.inputValue()).toBe('range');
  });

  it('imports many files and says what became of each', async () => {
    await page.getByRole('link', { name: 'References', exact: true }).click();
    await page.getByRole('heading', { name: 'References' }).waitFor();
    await page.getByLabel('Source').fill('this test');
    const binary = {
      name: 'scan.hspy',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('89484446', 'hex'),
    };
    await page
      .getByLabel('Reference files')
      .setInputFiles([csv('one.csv', 532, 3), binary, csv('two.csv', 532, 8), csv('high.csv', 1500, 3)]);
    await page.getByText('3 of 4 kept, 1 refused').waitFor();
    await page.getByText('A reference is taken as text').waitFor();
    await row('scan.hspy').getByText('unsupported-media-type').waitFor();
    await row('two').getByText('this test').waitFor();
    await page.locator('[data-figure="reference"] svg').waitFor();
    await picture(page, 'references');
    await page.getByRole('button', { name: 'Close the list' }).click();
  });

  it('lists by text, kind and energy, draws the one picked', async () => {
    const names = () => page.locator('table tbody th').allInnerTexts();
    await page.getByLabel('Energy from').fill('1400');
    await expect.poll(names).toEqual(['high']);
    await page.getByLabel('Energy from').fill('');
    await page.getByLabel('Text').fill('side');
    await expect.poll(names).toEqual(['Side B of the demo', 'Side A of the demo']);
    await page.getByRole('button', { name: 'Side A of the demo', exact: true }).click();
    await expect
      .poll(() => page.locator('[data-figure="reference"] h3').innerText())
      .toBe('Side A of the demo');
    await page.getByLabel('Kind').selectOption('X-ray');
    await page.getByText('No reference is like that').waitFor();
    await page.getByLabel('Kind').selectOption('');
    await page.getByLabel('Text').fill('');
  });

  it('deletes after asking', async () => {
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('button', { name: 'Delete one' }).click();
    await row('one').first().waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete one' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Delete one' }).count()).toBe(0);
  });

  it('complained of nothing but what was refused', () => {
    expect(seen.complaints.filter((c) => !/status of 415/.test(c))).toEqual([]);
    expect(
      seen.requests.filter((url) => !url.startsWith(service.origin) && !/^(data|blob):/.test(url)),
    ).toEqual([]);
  });
});
