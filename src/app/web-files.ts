import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built page lies in dist/web, beside dist/src where this file runs from. */
const built = fileURLToPath(new URL('../../web', import.meta.url));

export const WEB_ROOT: string | null = existsSync(`${built}/index.html`) ? built : null;
/** Programs for PCs at microscopes: dist/agent. */
export const AGENT_ROOT = fileURLToPath(new URL('../../agent', import.meta.url));
export const REPORT_TEMPLATE = `${built}/report.html`;
