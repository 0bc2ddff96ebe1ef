/**
 * Makes the picture of README: node test/browser/make-picture.mjs REPORT.html src/web/picture/dataset.png
 * (REPORT.html as `npm run demo` leaves it.)
 */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report, picture] = process.argv.slice(2).map((path) => resolve(path));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 1560 }, colorScheme: 'light' });
await page.goto(pathToFileURL(report).href);
await page.getByRole('tab', { name: 'Descriptors' }).click();
await page.waitForTimeout(500);
mkdirSync(dirname(picture), { recursive: true });
await page.mouse.wheel(0, -5000);
await page.waitForTimeout(300);
await page.screenshot({ path: picture });
await browser.close();
