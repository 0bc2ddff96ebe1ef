import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built page lies in dist/web, beside dist/src where this file runs from. */
const built = fileURLToPath(new URL('../../web', import.meta.url));

export const WEB_ROOT: string | null = existsSync(`${built}/index.html`) ? built : null;
export const REPORT_TEMPLATE = `${built}/report.html`;
