import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { hasChromium, launch, watch, type Watch } from './chromium.js';
import { CLI, startService, type Service } from './service.js';

const ready = hasChromium && existsSync(CLI) && existsSync('dist/web/index.html');
/** A folder for pictures of each page, to look at; none without it. */
const PICTURES = process.env.KAIMEN_SCREENSHOTS;

/** As a person would: in order, in one browser, on one service. */
describe.skipIf(!ready)('recipes and batches in the page (needs Chromium and npm run build)', () => {
  let service: Service;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let seen: Watch;

  const field = (pointer: string) => page.locator(`[data-field="${pointer}"]`);
  const json = () => page.getByLabel('The same as JSON');
  const documentNow = async (): Promise<Record<string, Record<string, unknown>>> =>
    JSON.parse(await json().inputValue()) as Record<string, Record<string, unknown>>;
  const picture = async (name: string): Promise<void> => {
    if (PICTURES === undefined) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png` });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };
  const take = async (name: string, seed: number): Promise<void> => {
    const { coreLoss, lowLoss } = makeDemoScan(seed);
    const buffer = Buffer.from(toDm4([coreLoss, lowLoss]));
    const answer = await page.request.post(`${service.origin}/api/v1/datasets`, {
      multipart: { file: { name, mimeType: 'application/octet-stream', buffer } },
      headers: { origin: service.origin },
    });
    expect(answer.status()).toBe(202);
  };

  beforeAll(async () => {
    service = await startService();
    browser = await launch();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    page = await context.newPage();
    seen = watch(page);
    await page.goto(service.signInUrl);
    await page.getByText('Drop scans here').waitFor();
    await take('one.dm4', 1);
    await take('two.dm4', 2);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('fetches the editor only when somebody goes there', async () => {
    const isEditor = (url: string): boolean => url.includes('recipe-pages');
    expect(seen.requests.some(isEditor)).toBe(false);
    await page.getByRole('link', { name: 'Recipes' }).click();
    await page.getByText('How is a scan analysed').waitFor();
    expect(seen.requests.some(isEditor)).toBe(true);
    await page.getByRole('link', { name: 'New recipe' }).click();
    await field('/clustering/maxClusters').waitFor();
  });

  it('shows a field for every default of the schema, whatever it is', async () => {
    const schema = (await (
      await page.request.get(`${service.origin}/api/v1/recipe-schema`)
    ).json()) as Record<string, unknown>;
    const pointers = (part: Record<string, unknown>, at: string): string[] =>
      Object.entries(part.properties as Record<string, Record<string, unknown>>).flatMap(([key, one]) => {
        if (!('default' in one)) return pointers(one, `${at}/${key}`);
        return (one.enum as unknown[] | undefined)?.length === 1 ? [] : [`${at}/${key}`];
      });
    const fields = await page.locator('[data-field]').all();
    const shown = await Promise.all(fields.map((one) => one.getAttribute('data-field')));
    expect(shown.toSorted()).toEqual(pointers(schema, '').toSorted());
    await picture('editor');
  });

  it('keeps the fields and the document in step', async () => {
    await field('/clustering/maxClusters').getByRole('textbox').fill('6');
    expect((await documentNow()).clustering.maxClusters).toBe(6);
    const rank = field('/decomposition/rank');
    await rank.getByRole('combobox').selectOption({ label: 'a number …' });
    await rank.getByRole('textbox').fill('4');
    expect((await documentNow()).decomposition.rank).toBe(4);
    const document = await documentNow();
    document.edges.elements = ['O', 'Mn'];
    await json().fill(JSON.stringify(document));
    await expect.poll(() => field('/edges/elements').getByRole('textbox').inputValue()).toBe('["O","Mn"]');
  });

  it('says at the field what is wrong, and saves only when it is right', async () => {
    const save = page.getByRole('button', { name: 'Save as a new recipe' });
    const threshold = field('/spikes/thresholdSigma');
    await threshold.getByRole('textbox').fill('1,5');
    await threshold.getByText('must be a number from 3 to 100').waitFor();
    expect(await save.isDisabled()).toBe(true);
    await picture('error');
    await threshold.getByRole('textbox').fill('6.5');
    await expect.poll(() => save.isEnabled()).toBe(true);
    const good = await json().inputValue();
    await json().fill('{"name":');
    await page.getByText('This is no JSON yet').waitFor();
    expect(await save.isDisabled()).toBe(true);
    await json().fill(good);
  });

  it('puts what only the service can see at its field', async () => {
    // The schema cannot say that a window ends after it begins.
    const windows = field('/background/windowsEv');
    await windows.getByRole('textbox').fill('{"O_K": [525, 480]}');
    await page.getByRole('button', { name: 'Save as a new recipe' }).click();
    await page.getByRole('alert').waitFor();
    await windows.getByText('must be an object of edge id').waitFor();
    await windows.getByRole('textbox').fill('{}');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  it('saves, then a next version, and shows what is different', async () => {
    await field('/name').getByRole('textbox').fill('two regions');
    await page.getByRole('button', { name: 'Save as a new recipe' }).click();
    await page.getByRole('heading', { name: 'two regions' }).waitFor();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await field('/seed').getByRole('textbox').fill('7');
    await page.getByLabel('What is different').fill('another seed');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    const difference = page.getByRole('region', { name: 'Difference' });
    await difference.waitFor();
    expect(await difference.locator('tbody').innerText()).toMatch(/Seed\s+1\s+7/);
    await picture('recipe');
    await page.getByRole('link', { name: 'All recipes' }).click();
    expect(await page.locator('tr', { hasText: 'two regions' }).innerText()).toContain('another seed');
    await picture('recipes');
  });

  it('runs on the datasets that were chosen, and the table fills', async () => {
    await page.getByRole('link', { name: 'Scans' }).click();
    for (const name of ['one.dm4', 'two.dm4']) await page.getByLabel(`Choose ${name}`).check();
    await page.getByRole('button', { name: 'Analyse with recipe…' }).click();
    await page.getByRole('combobox', { name: 'Recipe' }).selectOption({ label: 'two regions' });
    await picture('new-batch');
    await page.getByRole('button', { name: 'Analyse 2 datasets' }).click();
    await page.getByText('2 of 2 ended: 2 succeeded').waitFor({ timeout: 60_000 });
    const table = page.getByRole('region', { name: 'Rows' });
    await expect
      .poll(() => table.locator('tbody tr', { hasText: 'succeeded' }).count(), { timeout: 10_000 })
      .toBe(2);
    expect(await table.locator('tbody tr').first().innerText()).toContain('O, Mn');
    await table.getByRole('button', { name: 'Dataset', exact: true }).click();
    await table.getByRole('button', { name: /^Dataset/ }).click();
    expect(await table.locator('tbody tr').first().innerText()).toContain('two.dm4');
    await picture('batch');
    await table.getByRole('button', { name: /^Failed/ }).click();
    expect(await table.locator('tbody tr').count()).toBe(0);
    expect(page.url()).toContain('show=failed&sort=dataset&order=down');
    await table.getByRole('button', { name: /^All/ }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    expect(await (await download).failure()).toBeNull();
  });

  it('opens a result, whose recipe can be saved and edited', async () => {
    await page.getByRole('link', { name: 'one.dm4' }).click();
    await page.locator('.answer .first').waitFor({ timeout: 60_000 });
    const recipe = page.getByRole('group', { name: 'Recipe' });
    expect(await recipe.innerText()).toContain('two regions, version 2');
    await recipe.getByRole('button', { name: 'Save this recipe' }).click();
    await recipe.getByLabel('Name of the recipe').fill('from a result');
    await recipe.getByRole('button', { name: 'Save', exact: true }).click();
    await recipe.getByRole('link', { name: 'from a result' }).waitFor();
    await picture('result');
    await recipe.getByRole('link', { name: 'Open in editor' }).click();
    await field('/seed').waitFor();
    expect((await documentNow()).seed).toBe(7);
  });

  it('takes an archived recipe out of the list', async () => {
    await page.getByRole('link', { name: 'All recipes' }).click();
    await page.getByRole('link', { name: 'from a result' }).click();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('link', { name: 'two regions' }).waitFor();
    expect(await page.getByRole('link', { name: 'from a result' }).count()).toBe(0);
  });

  it('draws a batch of a thousand rows a part at a time', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      position: i,
      datasetId: 'd',
      fileName: `scan-${i}.dm4`,
      analysisId: null,
      reused: false,
      state: i % 2 === 0 ? 'succeeded' : 'failed',
      progress: 1,
      stage: '',
      problem: null,
      headline: null,
    }));
    await page.route(/\/api\/v1\/batches\/[^/]+\/rows/, (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? -1) + 1;
      const items = rows.slice(from, from + 500);
      const nextCursor = from + 500 < rows.length ? String(from + 499) : null;
      return route.fulfill({ json: { items, nextCursor } });
    });
    await page.getByRole('link', { name: 'Batches' }).first().click();
    await page.getByRole('link', { name: 'two regions' }).click();
    const table = page.getByRole('region', { name: 'Rows' });
    await table.getByText('Rows 1–100 of 1000').waitFor();
    await table.getByRole('button', { name: 'Failed (500)' }).click();
    await table.getByRole('button', { name: 'Next' }).click();
    await table.getByText('Rows 101–200 of 500').waitFor();
    expect(await table.locator('tbody tr').count()).toBe(100);
    await picture('thousand');
  });

  it('complained of nothing but what was refused, and asked only its own service', () => {
    expect(seen.complaints.filter((text) => !text.includes('422'))).toEqual([]);
    expect(
      seen.requests.filter((url) => !url.startsWith(service.origin) && !url.startsWith('blob:')),
    ).toEqual([]);
  });
});
