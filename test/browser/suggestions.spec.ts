import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeExtxyz } from '../../src/science/crystal/exchange/extxyz.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import { buildBicrystal } from '../../src/science/grain-boundaries/bicrystal.js';
import { makeBoundary } from '../../src/science/grain-boundaries/make-boundary.js';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { hasChromium, launch, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');

/** What the demo's scan holds, and magnesia that it does not: oxygen is all they share. */
const MATERIALS = [
  { name: 'LaMnO3', prototype: 'perovskite', elements: ['La', 'Mn', 'O'], lattice: 3.88 },
  { name: 'LaFeO3', prototype: 'perovskite', elements: ['La', 'Fe', 'O'], lattice: 3.93 },
  { name: 'MgO', prototype: 'rocksalt', elements: ['Mg', 'O'], lattice: 4.212 },
] as const;

/** One unrelaxed state of Σ5 (310): enough to say how far oxygen is from its neighbours. */
function structure({ prototype, elements, lattice }: (typeof MATERIALS)[number]): Buffer {
  const crystal = prototypeCrystal(prototype, elements, [lattice]);
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 5, plane: [3, 1, 0] });
  const { structure: atoms } = buildBicrystal(boundary, {
    ...{ cell: 'free-surfaces', grainThicknessAngstrom: 8, gapAngstrom: 1.2 },
  });
  return Buffer.from(writeExtxyz([{ structure: atoms, info: new Map([['gb_energy_J_m2', '1.1']]) }]));
}

/** Pictures for a person to look at: KAIMEN_SCREENSHOTS names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.KAIMEN_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** As a person would: in order, in one browser, on one service, with the networks that ship. */
describe.skipIf(!ready)('suggestions (needs Chromium and npm run build)', { timeout: 180_000 }, () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  let seen: Watch;
  let datasetUrl: string;

  beforeAll(async () => {
    service = await startService();
    browser = await launch();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(30_000);
    seen = watch(page);
    await page.goto(service.signInUrl);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const bar = () => page.getByRole('region', { name: 'Boundaries of this scan' });
  const suggestion = (material: string) => bar().locator('[data-suggestion]').filter({ hasText: material });
  const evidence = () => page.locator('[data-table="evidence"] tbody tr');

  it('structures of the elements of the scan come into the catalogue', async () => {
    for (const [i, material] of MATERIALS.entries()) {
      await page.goto(`${service.origin}/catalogue`);
      if (i > 0) await page.getByRole('button', { name: 'Import files…' }).click();
      const drop = page.getByRole('region', { name: 'Import boundaries' });
      await drop.getByText('What the files do not say').click();
      await drop.getByLabel('Material', { exact: true }).fill(`${material.prototype} ${material.name}`);
      await drop.getByLabel('Lattice (Å)').fill(String(material.lattice));
      await drop.getByLabel('Σ', { exact: true }).fill('5');
      await drop.getByLabel('Axis', { exact: true }).fill('0,0,1');
      await drop.getByLabel('Plane', { exact: true }).fill('3,1,0');
      await drop.getByLabel('Method', { exact: true }).fill('made up by this test');
      await page
        .getByLabel('Files of boundaries')
        .setInputFiles([
          { name: `${material.name}.extxyz`, mimeType: 'text/plain', buffer: structure(material) },
        ]);
      await page.getByRole('button', { name: 'Take in 1', exact: true }).click();
      await page.locator('[data-import]').filter({ hasText: 'is in the catalogue' }).waitFor();
    }
  });

  it('are ranked, each with its reasons and both doubts', async () => {
    const { coreLoss, lowLoss } = makeDemoScan(1);
    const buffer = Buffer.from(toDm4([coreLoss, lowLoss]));
    await page.goto(service.origin);
    await page
      .getByLabel('Files to upload')
      .setInputFiles([{ name: 'demo.dm4', mimeType: 'application/octet-stream', buffer }]);
    await page.waitForURL(/\/datasets\//);
    await page.locator('.answer .first').waitFor({ timeout: 120_000 });
    datasetUrl = page.url();
    await bar().getByRole('button', { name: 'Link to a boundary' }).click();
    await suggestion('LaMnO3').waitFor();
    const scores = await bar().locator('[data-suggestion] .score').allInnerTexts();
    expect(scores.length).toBeGreaterThanOrEqual(2);
    expect(scores.map(Number)).toEqual(scores.map(Number).sort((a, b) => b - a));
    const told = await suggestion('LaMnO3').innerText();
    expect(told).toMatch(/La, Mn, O found in the scan and in the boundary/);
    expect(told).toMatch(/mean O–M distance \(Å\)\s+\d\.\d+ ± \d\.\d+\s+\d\.\d+ ± \d\.\d+\s+\d\.\d σ/);
    await picture(page, 'suggestions-ranked');
  });

  it('are kept one by one, and accepted where they were found', async () => {
    await suggestion('LaMnO3').getByRole('button', { name: /^Keep/ }).click();
    await suggestion('LaMnO3').getByText('suggested', { exact: true }).waitFor();
    await suggestion('LaFeO3').getByRole('button', { name: /^Keep/ }).click();
    await bar().getByRole('button', { name: '2 suggestions wait' }).waitFor();
    await suggestion('LaMnO3')
      .getByRole('button', { name: /^Accept/ })
      .click();
    await bar().locator('.link-chip').filter({ hasText: 'LaMnO3' }).waitFor();
    await bar().getByRole('button', { name: '1 suggestion waits' }).waitFor();
  });

  it('count on the page of the boundary, which leads back', async () => {
    await bar().locator('.link-chip').click();
    await page.locator('[data-answer]').filter({ hasText: 'LaMnO3' }).waitFor();
    await evidence()
      .filter({ hasText: 'accepted' })
      .getByRole('link', { name: /Measured: pixels/ })
      .waitFor();
    await evidence()
      .getByText(/mean O–M distance: measured \d\.\d+ ± \d\.\d+ Å/)
      .waitFor();
    await picture(page, 'suggestions-accepted');
    await evidence()
      .getByRole('link', { name: /Measured: pixels/ })
      .click();
    await page.locator('[data-figure="scan"] [data-link-mark="accepted"]').waitFor();
  });

  it('are rejected among those that wait, and stay so', async () => {
    await bar().getByRole('button', { name: '1 suggestion waits' }).click();
    const waiting = page.locator('[data-table="waiting"] tr');
    await waiting
      .filter({ hasText: 'LaFeO3' })
      .getByRole('button', { name: /^Reject/ })
      .click();
    await waiting.first().waitFor({ state: 'detached' });
    await page.goto(datasetUrl);
    await page.reload();
    await bar().locator('.link-chip').filter({ hasText: 'LaMnO3' }).waitFor();
    expect(await bar().locator('.link-chip').count()).toBe(1);
    await bar().getByRole('button', { name: 'Link to a boundary' }).click();
    await suggestion('LaFeO3').getByText('rejected', { exact: true }).waitFor();
    await suggestion('LaMnO3').getByText('accepted', { exact: true }).waitFor();
  });

  it('can be decided otherwise', async () => {
    await suggestion('LaMnO3')
      .getByRole('button', { name: /^Take back/ })
      .click();
    await suggestion('LaMnO3').getByText('rejected', { exact: true }).waitFor();
    expect(await bar().locator('.link-chip').count()).toBe(0);
    await suggestion('LaFeO3')
      .getByRole('button', { name: /^Accept after all/ })
      .click();
    await bar().locator('.link-chip').filter({ hasText: 'LaFeO3' }).waitFor();
    await picture(page, 'suggestions-decided');
  });

  it('asked the network for nothing but its own origin, and did not complain', () => {
    expect(
      seen.requests.filter((url) => !url.startsWith(service.origin) && !/^(data|blob):/.test(url)),
    ).toEqual([]);
    expect(seen.complaints.filter((text) => !/GPU|WebGL|GL Driver/i.test(text))).toEqual([]);
  });
});
