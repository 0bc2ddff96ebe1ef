import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { hasChromium, launch, pointIn, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');

/** Symmetric tilts about [001], Σ and plane of both grains. */
const TILTS = [
  [5, '3 1 0'],
  [5, '2 1 0'],
  [13, '3 2 0'],
  [13, '5 1 0'],
  [17, '4 1 0'],
  [17, '5 3 0'],
  [25, '4 3 0'],
  [25, '7 1 0'],
  [29, '5 2 0'],
  [29, '7 3 0'],
  [37, '6 1 0'],
  [37, '7 5 0'],
] as const;

/**
 * Made-up numbers of two metals: within each the energy rises with the excess volume, over both it falls, since the metal with the
 * larger volumes has the lower energies. The last row is wrong: 6 is no Σ of a cubic crystal.
 */
function table(): Buffer {
  const rows = (['Cu', 'Ni'] as const).flatMap((metal, m) =>
    TILTS.map(([sigma, plane], i) => {
      const share = i / TILTS.length;
      const energy = (m === 0 ? 0.75 : 1.25) + 0.2 * share + 0.01 * (i % 3);
      const volume = (m === 0 ? 0.36 : 0.2) + 0.08 * share;
      return [metal, sigma, '0 0 1', plane, energy.toFixed(4), volume.toFixed(4), 'EAM of this test'].join();
    }),
  );
  const header = 'material,sigma,rotation_axis,gb_plane,gb_energy_J_m2,excess_volume_angstrom,method';
  return Buffer.from([header, ...rows, 'Cu,6,0 0 1,3 1 0,0.9,0.3,EAM of this test', ''].join('\n'));
}

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
describe.skipIf(!ready)('the catalogue (needs Chromium and npm run build)', { timeout: 180_000 }, () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    service = await startService();
    browser = await launch();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(90_000);
    seen = watch(page);
    await page.goto(service.signInUrl);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const answer = () => page.locator('[data-answer]');
  const rows = () => page.locator('[data-table="boundaries"] tbody tr');

  it('teaches where it is empty', async () => {
    await page.getByRole('link', { name: 'Catalogue' }).click();
    await page.getByText('What is known of a boundary, and from where?').waitFor();
    expect(await answer().innerText()).toBe('The catalogue is empty.');
    await picture(page, 'catalogue-empty');
  });

  it('shows what a file holds, and takes in all but the problems', async () => {
    await page
      .getByLabel('Files of boundaries')
      .setInputFiles([{ name: 'made-up.csv', mimeType: 'text/csv', buffer: table() }]);
    const told = page.locator('[data-import]');
    await told.filter({ hasText: '24 understood: 24 new boundaries, 0 known; 1 problem' }).waitFor();
    await page.locator('[data-table="import-problems"]').getByText('row 25').waitFor();
    await picture(page, 'catalogue-import');
    await page.getByRole('button', { name: 'Leave out the problems, take in 24' }).click();
    await told.filter({ hasText: 'is in the catalogue: 24 new boundaries' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Import files…' }).click();
    await answer().filter({ hasText: '24 boundaries. Lowest: Σ5 (310)' }).waitFor();
  });

  it('reads on while nobody looks, and shows what came of it to who comes back', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `0.5,${1 + i / 1e4}`);
    const buffer = Buffer.from(['n,Egb', ...rows, ''].join('\n'));
    await page.getByRole('button', { name: 'Import files…' }).click();
    await page
      .getByLabel('Files of boundaries')
      .setInputFiles([{ name: 'best_grip_data_Cu210.csv', mimeType: 'text/csv', buffer }]);
    await page.getByText('You can leave this page').or(page.locator('[data-import]')).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Import files…' }).click();
    const row = page.locator('[data-table="imports"] tr', { hasText: 'best_grip_data_Cu210.csv' });
    await row.getByText('read, not taken in').waitFor();
    await row.getByRole('button', { name: 'Open' }).click();
    await page
      .locator('[data-import]')
      .filter({ hasText: '5000 understood: 0 new boundaries, 1 known' })
      .waitFor();
    await page.locator('[data-name-facts]').getByText('potential EAM Mishin 2001 (Cu)').waitFor();
    await picture(page, 'catalogue-import-names');
    await page.getByRole('button', { name: 'Take in nothing' }).click();
    await page.getByRole('button', { name: 'Import files…' }).click();
  });

  it('filters by what is typed, sorts, and keeps both in the address', async () => {
    await page.getByLabel('Σ', { exact: true }).fill('5');
    await page.keyboard.press('Enter');
    await expect.poll(() => rows().count()).toBe(4);
    await page.getByLabel('Plane', { exact: true }).fill('310');
    await page.keyboard.press('Enter');
    await expect.poll(() => rows().count()).toBe(2);
    await page.getByRole('button', { name: 'Energy (J/m²)' }).click();
    await expect.poll(() => page.url()).toContain('sigma=5&gb_plane=3%2C1%2C0&sort=gb_energy_J_m2');
    await expect.poll(() => rows().first().innerText()).toContain('Cu');
    await page.reload();
    await expect.poll(() => rows().count()).toBe(2);
    await picture(page, 'catalogue-table');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows().count()).toBe(24);
  });

  it('draws energy against angle and opens what is clicked', async () => {
    await page.getByRole('button', { name: 'Energy against angle' }).click();
    await page.locator('[data-figure="energy-angle"] svg path').first().waitFor();
    await page.locator('[data-figure="energy-angle"]').getByText('24 of 24 boundaries').waitFor();
    await picture(page, 'catalogue-angle');
    await page.locator('[data-figure="energy-angle"]').getByLabel('Colour').selectOption('material');
    await page.getByText('A Cu').waitFor();
  });

  it('tells the correlation pooled and within groups, and that they differ', async () => {
    await page.getByRole('button', { name: 'Number against number' }).click();
    await page.locator('[data-figure="property-property"] svg path').first().waitFor();
    const words = page.locator('[data-correlation]');
    await words.getByText('Spearman correlation over all: −').waitFor();
    await words.getByText(/Within groups \(2 by material\): [01]/).waitFor();
    await words.locator('.warned').waitFor();
    await picture(page, 'catalogue-pair');
    await page.getByRole('button', { name: 'Pair matrix' }).click();
    await page.locator('[data-figure="pair-matrix"] [data-cell] path').first().waitFor();
    await page
      .locator('[data-figure="pair-matrix"]')
      .getByText(/^within/)
      .first()
      .waitFor();
    await picture(page, 'catalogue-matrix');
  });

  it('gives a figure as numbers, and the table for other programs', async () => {
    const figure = page.locator('[data-figure="pair-matrix"]');
    await figure.getByRole('button', { name: /Export/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('kaimen-catalogue-pair-matrix.csv');
    const href = await page.getByRole('link', { name: 'NDJSON' }).getAttribute('href');
    const lines = (await (await page.request.get(`${service.origin}${href}`)).text()).trim().split('\n');
    expect(lines).toHaveLength(24);
  });

  it('shows a boundary that a search found: answer, atoms, states, descriptors, history', async () => {
    await page.getByRole('link', { name: 'Searches' }).click();
    await page.getByRole('button', { name: /Try Σ5/ }).click();
    await answer()
      .filter({ hasText: /so it is done|The budget is spent/ })
      .waitFor({ timeout: 120_000 });
    // The search ends, then its boundary comes into the catalogue.
    const found = `${service.origin}/api/v1/catalogue/boundaries?has_structure=true`;
    await expect
      .poll(async () => ((await (await page.request.get(found)).json()) as { items: [] }).items.length, {
        timeout: 60_000,
      })
      .toBe(1);
    await page.goto(`${service.origin}/catalogue?has_structure=true`);
    await rows().first().getByRole('link').click();
    await answer()
      .filter({ hasText: /Σ5 \(210\).*lowest energy 0\.\d+ J\/m²/ })
      .waitFor();
    await page.getByText(/\d+ atoms\. The/).waitFor();
    await page.locator('[data-figure="density"] svg path').first().waitFor();
    await page.locator('[data-figure="radial"] svg path').first().waitFor();
    await page.locator('[data-table="descriptors"]').getByText('mean number of bonds').waitFor();
    await page.locator('[data-table="similar"]').getByText('Σ5').first().waitFor();
    await page.getByText(/^History/).click();
    await page.locator('[data-table="history"]').getByText('boundary added').waitFor();
    await picture(page, 'catalogue-boundary');
  });

  it('takes a value and a publication, and publishes', async () => {
    await page.getByText('Add a value', { exact: true }).click();
    const form = page.getByRole('form', { name: 'Add a value' });
    await form.getByLabel('Value').fill('0.9');
    await form.getByLabel('± std').fill('0.1');
    await form.getByLabel('Method', { exact: true }).fill('grooves of this test');
    await form.getByRole('button', { name: 'Add' }).click();
    await page.locator('[data-table="properties"]').getByText('grooves of this test').waitFor();
    await answer().filter({ hasText: '0.900 J/m² (grooves of this test)' }).waitFor();
    await page.getByText('Add a publication', { exact: true }).click();
    const publication = page.getByRole('form', { name: 'Add a publication' });
    await publication.getByLabel('DOI or citation').fill('10.1000/made-up');
    await publication.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('link', { name: '10.1000/made-up' }).waitFor();
    await page.getByRole('switch').click();
    await expect.poll(() => page.getByRole('switch').isChecked()).toBe(true);
  });

  it('leads from a change point to its boundary and back', async () => {
    const { coreLoss, lowLoss } = makeDemoScan(1);
    const buffer = Buffer.from(toDm4([coreLoss, lowLoss]));
    await page.goto(service.origin);
    await page
      .getByLabel('Files to upload')
      .setInputFiles([{ name: 'demo.dm4', mimeType: 'application/octet-stream', buffer }]);
    await page.waitForURL(/\/datasets\//);
    await page.locator('.answer .first').waitFor({ timeout: 120_000 });
    const bar = page.getByRole('region', { name: 'Boundaries of this scan' });
    await bar.getByRole('button', { name: 'Link to a boundary' }).click();
    await bar.getByText('What fits what was read there').waitFor();
    await bar.getByLabel('Label, material or method').fill('Σ5 (310)');
    await page.keyboard.press('Enter');
    await bar.getByRole('button', { name: 'Link to Σ5 (310)' }).first().waitFor();
    await picture(page, 'catalogue-link-panel');
    await bar.getByRole('button', { name: 'Link to Σ5 (310)' }).first().click();
    await bar.locator('.link-chip').filter({ hasText: 'Σ5 (310)' }).waitFor();
    await page.locator('[data-figure="scan"] [data-link-mark="assigned"]').waitFor();
    await picture(page, 'catalogue-linked');
    await bar.locator('.link-chip').click();
    const evidence = page.locator('[data-table="evidence"]');
    await evidence.getByRole('link', { name: /Measured: pixels/ }).waitFor();
    await picture(page, 'catalogue-evidence');
    await evidence.getByRole('link', { name: /Measured: pixels/ }).click();
    await page.locator('[data-figure="scan"] [data-link-mark="assigned"]').waitFor();
    expect(page.url()).toMatch(/#region=\d+_\d+$/);
  });

  it('names a new boundary from what is selected', async () => {
    const [from, to] = [
      await pointIn(page, 'scan', { x: 0.5, y: 0.1 }),
      await pointIn(page, 'scan', { x: 0.5, y: 0.3 }),
    ];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    const bar = page.getByRole('region', { name: 'Boundaries of this scan' });
    await bar.getByRole('button', { name: 'Link to a boundary' }).click();
    await bar.getByText('Name a new one', { exact: true }).click();
    await bar.getByLabel('Material', { exact: true }).fill('fcc Al');
    await bar.getByLabel('Σ', { exact: true }).fill('13');
    await bar.getByLabel('Plane', { exact: true }).fill('3,2,0');
    await bar.getByRole('button', { name: 'Name and link' }).click();
    await bar
      .locator('.link-chip')
      .filter({ hasText: /Σ13 \(320\).*Al/ })
      .waitFor();
  });

  it('asked the network for nothing but its own origin, and did not complain', () => {
    expect(
      seen.requests.filter((url) => !url.startsWith(service.origin) && !/^(data|blob):/.test(url)),
    ).toEqual([]);
    expect(seen.complaints.filter((text) => !/GPU|WebGL|GL Driver/i.test(text))).toEqual([]);
  });
});
