import { existsSync, readFileSync } from 'node:fs';

/** Of package.json, which lies two folders above src/app and three above dist/src/app. */
export function programVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    const url = new URL(path, import.meta.url);
    if (existsSync(url)) return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version;
  }
  throw new Error('package.json is not where it belongs');
}
