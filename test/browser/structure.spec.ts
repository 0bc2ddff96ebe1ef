import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FixtureKind } from '../../src/web/dev/fixture-scan.js';
import { hasChromium, launch, pointIn, watch, type Watch } from './chromium.js';
import { serveFixture } from './fake-service.js';

const ready = hasChromium && existsSync('dist/web/index.html');
const PICTURES = process.env.KAIMEN_SCREENSHOTS ?? '';

describe.skipIf(!ready)('structure by networks (needs Chromium and npm run build:web)', () => {
  let browser: Browser;
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    seen = watch(page);
  });
  afterEach(async () => {
    await page.close();
    // The second network of the fixture is not served: its spectra cannot be drawn.
    expect(seen.complaints.filter((c) => !/status of 404/.test(c))).toEqual([]);
  });

  async function open(kind: FixtureKind, hash = '#tab=structure', isTab = true): Promise<void> {
    await page.goto(`${await serveFixture(page, kind)}${hash}`);
    await page.locator(isTab ? '.reading' : '.interpretation').waitFor();
  }

  async function picture(name: string): Promise<void> {
    if (PICTURES === '') return;
    for (const width of [1280, 1600])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(150);
        const path = `${PICTURES}/${name}-${width}-${colorScheme}.png`;
        await page.locator('section.tabs').screenshot({ path });
      }
  }

  const panel = () => page.getByRole('region', { name: 'Structure at the cursor' });

  async function hover(figure: string, share: { x: number; y: number }): Promise<void> {
    await page.locator(`[data-figure="${figure}"]`).scrollIntoViewIfNeeded();
    const { x, y } = await pointIn(page, figure, share);
    await page.mouse.move(x, y);
  }

  async function csv(figure: string): Promise<string[]> {
    const download = page.waitForEvent('download');
    await page.locator(`[data-figure="${figure}"]`).getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  }

  it('comes when its tab is opened, with the verdict, the values and what is like it at the cursor', async () => {
    await open('line', '#pixel=20', false);
    expect(seen.requests.some((url) => url.includes('structure-tab'))).toBe(false);
    await page.getByRole('tab', { name: 'Structure' }).click();
    await panel().getByText('Inside what the model knows').waitFor();
    expect(await panel().innerText()).toMatch(/mean Mn valence\s+3\.4\d+ ± 0\.0\d+ \[3\.\d+, 3\.\d+\]/);
    expect(
      await page.locator('[data-figure="structure-mn-l23-valence.valence"] [data-hatched]').count(),
    ).toBe(1);
    await page.locator('[data-figure^="structure-nearest"] svg').waitFor();
    await picture('line');
  });

  it('says why there is no answer where the cursor goes, in the plot and beside it', async () => {
    await open('line');
    await hover('structure-mn-l23-valence.valence', { x: 0.9, y: 0.5 });
    await panel().getByText('No answer:').waitFor();
    expect(await panel().innerText()).toContain('no Mn L₃ maximum stands out');
    const inPlot = page.locator('[data-figure="structure-mn-l23-valence.valence"] [data-reason]');
    expect((await inPlot.textContent())?.replace(/\s+/g, ' ')).toContain('No answer here: no Mn L₃');
  });

  it('moves the same cursor as every plot', async () => {
    await open('line');
    await hover('structure-mn-l23-valence.fractions', { x: 0.1, y: 0.5 });
    // A tenth of −0.25 … 31.75 nm is 2.95 nm: pixel 6.
    await expect.poll(() => page.locator('[data-figure="spectrum"] h3').innerText()).toContain('pixel 6');
    expect(await panel().getByRole('heading').first().innerText()).toBe('At 3.00 nm');
  });

  it('draws the training spectrum that is picked over the scan', async () => {
    await open('line', '#tab=structure&pixel=3');
    const figure = page.locator('[data-figure^="structure-nearest"]');
    await figure.locator('svg').waitFor();
    const names = panel().locator('.nearest button');
    const second = await names.nth(1).innerText();
    expect(await figure.locator('svg').textContent()).not.toContain(second);
    await names.nth(1).click();
    await expect.poll(() => figure.locator('svg').textContent()).toContain(second);
    const rows = await csv('structure-nearest-mn-l23-valence-1.0.0');
    expect(rows[0].startsWith('energy_aligned_eV,scan,')).toBe(true);
    expect(rows).toHaveLength(141);
    // Both are normalised to a mean of 1: the scan's row was made as the network's is.
    const scan = rows.slice(1).map((row) => Number(row.split(',')[1]));
    expect(scan.reduce((a, b) => a + b, 0) / scan.length).toBeCloseTo(1, 5);
  });

  it('gives the numbers of every plot', async () => {
    await open('line');
    const rows = await csv('structure-mn-l23-valence.valence');
    const id = 'mn-l23-valence.valence';
    expect(rows[0]).toBe(
      `position_nm,pixel,${id},${id}_std,${id}_low,${id}_high,inside,reason,score,shift_eV,white-line ratio,white-line ratio_std,white-line ratio_disagrees`,
    );
    expect(rows).toHaveLength(65);
    expect(rows[64].split(',').slice(0, 7)).toEqual(['31.5', '63', '', '', '', '', '0']);
    expect((await csv('structure-mn-l23-valence.fractions'))[0]).toContain(
      'mn-l23-valence.fractions.Mn3+_low',
    );
    expect((await csv('structure-attention-mn-l23-valence.valence'))[0]).toBe(
      'energy_eV,weight_mn-l23-valence.valence',
    );
  });

  it('says when an interval is cut by the axis, and shows it whole', async () => {
    await open('line');
    await page.getByRole('button', { name: 'Local structure about oxygen' }).click();
    const figure = page.locator('[data-figure="structure-o-k-local-structure.mo-mean"]');
    await figure.locator('svg').waitFor();
    expect(await figure.getByRole('button', { name: 'Whole interval' }).count()).toBe(0);
    const wide = page.locator('[data-figure="structure-o-k-local-structure.angle"]');
    await wide.getByText('beyond this axis').waitFor();
    await wide.getByRole('button', { name: 'Whole interval' }).click();
    await expect.poll(() => wide.getByText('beyond this axis').count()).toBe(0);
  });

  it('names the network in the provenance', async () => {
    await open('line', '#tab=provenance', false);
    await page.getByRole('link', { name: 'mn-l23-valence@1.0.0' }).waitFor();
  });

  it('shows another network from a link: classes, a distribution, and that it is a preview', async () => {
    await open('line');
    await page.getByRole('button', { name: 'Local structure about oxygen' }).click();
    await expect.poll(() => page.url()).toContain('model=o-k-local-structure');
    await page.reload();
    await page.getByText('Preview: trained on few data').waitFor();
    const rows = await csv('structure-o-k-local-structure.coordination');
    expect(rows[0]).toContain('o-k-local-structure.coordination_4');
    expect(rows).toHaveLength(65);
    expect(await csv('structure-o-k-local-structure.rdf')).toHaveLength(65);
    expect(await csv('structure-o-k-local-structure.rdf-here')).toHaveLength(37);
    await picture('line-oxygen');
  });

  it('hatches a map and follows the cursor over it', async () => {
    await open('map');
    const figure = 'structure-map-mn-l23-valence.valence';
    expect(await page.locator(`[data-figure="${figure}"] [data-hatched]`).count()).toBe(1);
    await hover(figure, { x: 0.99, y: 0.01 });
    await panel().getByText('Row 0, column 39').waitFor();
    await panel().getByText('No answer:').waitFor();
    await picture('map');
    await page.getByRole('button', { name: 'Local structure about oxygen' }).click();
    await picture('map-oxygen');
  });

  it('gives a single spectrum its values', async () => {
    await open('spectrum');
    expect(await panel().innerText()).toContain('mean Mn valence');
    expect(await page.locator('.reading-figures figure').count()).toBe(1);
    await picture('spectrum');
  });
});
