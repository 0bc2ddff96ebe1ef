import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasChromium, launch, watch, type Watch } from './chromium.js';
import { ORIGIN, serveFixture } from './fake-service.js';

const ready = hasChromium && existsSync('dist/web/index.html');
const PICTURES = process.env.KAIMEN_SCREENSHOTS ?? '';

describe.skipIf(!ready)('models in the page (needs Chromium and npm run build:web)', () => {
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
    await serveFixture(page, 'line');
  });
  afterEach(async () => {
    await page.close();
    expect(seen.complaints).toEqual([]);
  });

  async function picture(name: string): Promise<void> {
    if (PICTURES === '') return;
    for (const width of [1280, 1600])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(150);
        await page.screenshot({ path: `${PICTURES}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  }

  const open = (path: string) => page.goto(`${ORIGIN}${path}`);
  const figure = (name: string) => page.locator(`[data-figure="${name}"]`);

  async function csv(name: string): Promise<string[]> {
    const download = page.waitForEvent('download');
    await figure(name).getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    return readFileSync(await (await download).path(), 'utf8').split('\n');
  }

  it('lists what is served and what was refused, and why', async () => {
    await open('/models');
    const row = page.getByRole('row').filter({ hasText: 'Mn valence from Mn L₂,₃' });
    await row.waitFor();
    expect(await row.innerText()).toContain('mean Mn valence');
    await page
      .getByRole('region', { name: 'Refused models' })
      .getByText('model.onnx is not the file')
      .waitFor();
    await picture('models');
    await row.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Mn valence from Mn L₂,₃' }).waitFor();
    expect(page.url()).toBe(`${ORIGIN}/models/mn-l23-valence/1.0.0`);
  });

  it('renders the card as text, tables and lists, and runs nothing of it', async () => {
    await open('/models/mn-l23-valence/1.0.0');
    const card = page.getByRole('region', { name: 'Card' });
    await card.getByRole('heading', { name: 'Intended use' }).waitFor();
    expect(await card.locator('li').count()).toBe(4);
    expect(await card.locator('td.num').first().innerText()).toBe('0.98');
    expect(await card.innerText()).toContain('<script>alert(1)</script>');
    expect(await card.locator('script').count()).toBe(0);
    expect(await card.getByRole('link', { name: 'the data' }).getAttribute('href')).toBe('https://eelsdb.eu');
    await picture('model');
  });

  it('tells whose spectra it learned from, what trained it and how again', async () => {
    await open('/models/mn-l23-valence/1.0.0');
    await page.getByText('ODbL 1.0').waitFor();
    const origin = page.locator('[data-section="origin"]');
    expect(await origin.innerText()).toContain('webgpu: NVIDIA H200');
    expect(await origin.locator('code').innerText()).toContain('kaimen train mn-l23-valence');
    const link = page.locator('[data-section="files"]').getByRole('link', { name: 'model.onnx' });
    expect(await link.getAttribute('href')).toBe('/api/v1/models/mn-l23-valence/1.0.0/files/model.onnx');
  });

  it('shows how reliable each output is under each condition, with the numbers', async () => {
    await open('/models/mn-l23-valence/1.0.0');
    await figure('reliability-valence').locator('svg').first().waitFor();
    const lines = (await csv('reliability-valence')).filter((line) => line !== '');
    expect(lines.find((line) => line.startsWith('# model mn-l23-valence@1.0.0'))).toBeDefined();
    const rows = lines.filter((line) => !line.startsWith('#'));
    expect(rows[0]).toBe('bin_from,bin_to,predicted_mean,observed_mean,observed_std,error_of_mean,count');
    expect(rows).toHaveLength(11);
    await page.getByRole('combobox', { name: 'Condition' }).selectOption('broad');
    await expect.poll(() => figure('reliability-valence').innerText()).toContain('broadened to 2 eV');
    expect(await page.locator('[data-table="accuracy"] tbody tr').count()).toBe(4);
    await page.getByRole('button', { name: 'Mn fractions' }).click();
    await figure('coverage-fractions').waitFor();
    await page.locator('[data-table="confusion"]').getByText('136').waitFor();
    expect(await page.locator('[data-table="domain"]').innerText()).toContain('0.993');
    await picture('model-fractions');
  });

  it('explains which structure makes spectra differ, where the model brings its tree', async () => {
    await open('/models/mn-l23-valence/1.0.0');
    const section = page.getByRole('region', { name: 'Why spectra differ' });
    await section.getByText('are sent to their own cluster').waitFor();
    expect(await figure('structure-tree').locator('svg').textContent()).toContain('mean M–O distance');
    // Three planted kinds: two questions and three leaves.
    const nodes = (await csv('structure-tree')).filter((line) => line !== '' && !line.startsWith('#'));
    expect(nodes[0]).toBe('node,parent,question,leads_to,sites,cluster 1,cluster 2,cluster 3');
    expect(nodes).toHaveLength(6);
    expect(await section.locator('[data-table="rules"] tbody tr').count()).toBe(3);
    expect((await csv('structure-cluster-means')).find((line) => line.startsWith('energy_eV'))).toBe(
      'energy_eV,cluster 1_mean,cluster 1_std,cluster 2_mean,cluster 2_std,cluster 3_mean,cluster 3_std',
    );
  });

  it('comes only when somebody goes there, and is reached from a result', async () => {
    await open('/datasets/fixture-line#tab=structure');
    await page.locator('.reading').waitFor();
    expect(seen.requests.some((url) => url.includes('model-pages'))).toBe(false);
    await page.getByRole('link', { name: /what it knows, and how well/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Mn valence from Mn L₂,₃' }).waitFor();
  });
});
