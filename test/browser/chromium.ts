import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

export const CHROMIUM = process.env.KAIMEN_CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });

/** What a page must not do: complain on the console, throw, or ask the network for anything but its own origin. */
export interface Watch {
  readonly complaints: string[];
  readonly requests: string[];
}

export function watch(page: Page): Watch {
  const seen: Watch = { complaints: [], requests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('request', (request) => seen.requests.push(request.url()));
  return seen;
}

/** Middle of the drawing area of a figure, or a place given by shares of its width and height. */
export async function pointIn(page: Page, figure: string, share = { x: 0.5, y: 0.5 }) {
  const box = await page.locator(`[data-figure="${figure}"] .plot-surface`).first().boundingBox();
  if (box === null) throw new Error(`No figure ${figure} on the page.`);
  return { x: box.x + share.x * box.width, y: box.y + share.y * box.height };
}
