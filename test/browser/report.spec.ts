import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixtureReportJson, makeFixture } from '../../src/web/dev/fixture.js';
import type { FixtureKind } from '../../src/web/dev/fixture-scan.js';
import { hasChromium, launch, pointIn, watch, type Watch } from './chromium.js';

const TEMPLATE = 'dist/web/report.html';
const ready = hasChromium && existsSync(TEMPLATE);

describe.skipIf(!ready)('report.html (needs Chromium and npm run build)', () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kaimen-report-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    seen = watch(page);
  });
  afterEach(async () => {
    await page.close();
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  });

  async function open(kind: FixtureKind, hash = ''): Promise<void> {
    const file = join(folder, `${kind}.html`);
    const json = fixtureReportJson(makeFixture(kind));
    writeFileSync(
      file,
      readFileSync(TEMPLATE, 'utf8').replace('__KAIMEN_REPORT__', () => json),
    );
    await page.goto(`${pathToFileURL(file).href}${hash}`);
    await page.locator('[data-figure="spectrum"] svg').waitFor();
  }

  const spectrumTitle = () => page.locator('[data-figure="spectrum"] h3').innerText();
  const readout = (name: string) =>
    page
      .locator('.readout dt', { hasText: name })
      .locator('xpath=following-sibling::dd[1]')
      .first()
      .innerText();

  async function exported(figure: string, format: 'PNG' | 'SVG' | 'CSV'): Promise<Buffer> {
    const download = page.waitForEvent('download');
    await page.locator(`[data-figure="${figure}"]`).getByRole('button', { name: 'Export' }).first().click();
    await page.getByRole('menuitem', { name: format }).click();
    return readFileSync(await (await download).path());
  }

  it('moves one cursor through every plot', async () => {
    await open('line');
    const place = await pointIn(page, 'scan', { x: 0.3, y: 0.1 });
    await page.mouse.move(place.x, place.y);
    // 64 positions of 0.5 nm: a tenth of the way down is pixel 6, 3.0 nm.
    await expect.poll(spectrumTitle).toBe('Spectrum at 3.00 nm (pixel 6)');
    expect(await readout('Pixel')).toBe('6');
    expect(await readout('Cluster')).toContain('A');
    const energy = Number((await readout('Energy loss')).replace(' eV', ''));
    // 30 % of 430 … 760 eV; one pixel of the screen is 0.6 eV
    expect(Math.abs(energy - 529)).toBeLessThan(2);
  });

  it('holds the cursor on a click, lets go on Esc, and writes it into the address', async () => {
    await open('line');
    const first = await pointIn(page, 'scan', { x: 0.4, y: 0.2 });
    await page.mouse.click(first.x, first.y);
    const held = await spectrumTitle();
    const other = await pointIn(page, 'scan', { x: 0.4, y: 0.9 });
    await page.mouse.move(other.x, other.y);
    expect(await spectrumTitle()).toBe(held);
    await expect.poll(() => page.url()).toContain('pixel=12');
    await page.keyboard.press('Escape');
    await page.mouse.move(other.x, other.y - 3);
    await expect.poll(spectrumTitle).not.toBe(held);
  });

  it('shows the same thing from a link', async () => {
    await open('line', '#pixel=40&energy=650&zoom=600_700&edge=Mn_L3&tab=edges&show=net');
    expect(await spectrumTitle()).toContain('pixel 40');
    expect(await readout('Energy loss')).toBe('650.00 eV');
    expect(await page.getByRole('tab', { name: 'Edges' }).getAttribute('aria-selected')).toBe('true');
    expect(await page.getByRole('button', { name: 'Net', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    );
  });

  it('moves by keys', async () => {
    await open('line', '#pixel=10&energy=600');
    await page.keyboard.press('ArrowDown');
    expect(await spectrumTitle()).toContain('pixel 11');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await spectrumTitle()).toContain('pixel 21');
    await page.keyboard.press('l');
    const log = page.locator('[data-figure="spectrum"]').getByRole('button', { name: 'Log' });
    expect(await log.getAttribute('aria-pressed')).toBe('true');
  });

  it('sums positions that are dragged over, with the counting error', async () => {
    await open('line');
    const from = await pointIn(page, 'scan', { x: 0.5, y: 0.1 });
    const to = await pointIn(page, 'scan', { x: 0.52, y: 0.4 });
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    expect(await spectrumTitle()).toMatch(/^Sum of \d+ positions, 3\.00 nm to 12\.\d+ nm$/);
    expect(await page.locator('[data-figure="spectrum"] .note').innerText()).toMatch(/Σ .* ± .* e⁻/);
  });

  it('zooms by drag and resets by double click', async () => {
    await open('line');
    const from = await pointIn(page, 'spectrum', { x: 0.3, y: 0.5 });
    const to = await pointIn(page, 'spectrum', { x: 0.4, y: 0.5 });
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toContain('zoom=');
    await page.mouse.dblclick(to.x, to.y);
    await expect.poll(() => page.url()).not.toContain('zoom=');
  });

  it('refits the background where its window is dragged', async () => {
    await open('line', '#pixel=5');
    await page.getByRole('slider', { name: 'Start of the background window' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    const note = page.locator('[data-figure="spectrum"] .note');
    await expect.poll(() => note.innerText()).toContain('refitted on this page');
    // The truth of the fixture is r = 3.1; one noisy spectrum gives it to about 0.1.
    const r = Number(/r = ([\d.]+)/.exec(await note.innerText())?.[1]);
    expect(Math.abs(r - 3.1)).toBeLessThan(0.4);
    await page.getByRole('button', { name: 'Back to the result' }).click();
    await expect.poll(() => note.innerText()).toContain('r = 3.100');
  });

  it('opens every tab', async () => {
    await open('line');
    const expected: Record<string, string> = {
      Components: 'noise edge',
      Clusters: 'Dendrogram',
      Edges: 'Table onset (eV)',
      Descriptors: 'Relative thickness t/λ',
      Structure: 'Mn₂O₃, EELS Data Base 131',
      Provenance: 'SHA-256',
    };
    for (const [name, text] of Object.entries(expected)) {
      await page.getByRole('tab', { name }).click();
      expect(await page.getByRole('tabpanel').textContent()).toContain(text);
    }
  });

  it('cuts the dendrogram elsewhere and recolours the line', async () => {
    await open('line', '#tab=clusters');
    const strips = page.locator('[data-figure="scan"] [aria-label="Cluster of each position"] rect');
    expect(await strips.count()).toBe(3);
    await page.getByRole('slider', { name: 'Height of the cut' }).focus();
    await page.keyboard.press('ArrowUp');
    expect(await strips.count()).toBe(2);
    expect(await page.locator('[data-figure="dendrogram"]').textContent()).toContain('2 clusters');
  });

  it('exports a figure as PNG, SVG and CSV, each saying where it comes from', async () => {
    await open('line', '#tab=descriptors');
    const sha = 'ab5df625bc76dbd4e163bed2dd888df828f90159bb93556525c31821b6541d46';
    const svg = (await exported('profile-thickness', 'SVG')).toString('utf8');
    expect(svg).toContain(sha);
    expect(svg).not.toContain('var(--');
    const png = await exported('profile-thickness', 'PNG');
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.toString('latin1')).toContain(sha);
    const csv = (await exported('profile-thickness', 'CSV')).toString('utf8').split('\n');
    expect(csv.find((line) => line.includes(sha))?.startsWith('#')).toBe(true);
    const rows = csv.filter((line) => line !== '' && !line.startsWith('#'));
    expect(rows[0]).toBe('position_nm,pixel,thickness,thickness_std');
    expect(rows).toHaveLength(65);
    const scan = (await exported('scan', 'SVG')).toString('utf8');
    expect(scan).toContain('data:image/png;base64');
  });

  it('shows a map with a line that can be moved', async () => {
    await open('map');
    expect(await page.locator('[data-figure="scan"] h3').innerText()).toBe('Spectra along the line');
    await page.getByRole('slider', { name: 'Start of the line' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.url()).toContain('line=12_0_11_39');
    const place = await pointIn(page, 'map', { x: 0.99, y: 0.01 });
    await page.mouse.move(place.x, place.y);
    expect(await readout('Pixel')).toBe('row 0, column 39');
    for (const name of ['Components', 'Clusters', 'Descriptors'])
      await page.getByRole('tab', { name }).click();
  });

  it('shows a single spectrum as just its panel', async () => {
    await open('spectrum');
    expect(await spectrumTitle()).toBe('Spectrum');
    expect(await page.locator('[data-figure="scan"]').count()).toBe(0);
    for (const name of ['Components', 'Clusters', 'Descriptors'])
      await page.getByRole('tab', { name }).click();
    expect(await page.getByRole('tabpanel').textContent()).toContain('O K onset');
  });

  it('says so when nothing was put into the template', async () => {
    await page.goto(pathToFileURL(TEMPLATE).href);
    await expect.poll(() => page.locator('body').innerText()).toContain('empty template');
  });
});
