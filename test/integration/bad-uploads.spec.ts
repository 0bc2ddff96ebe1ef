import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/science/formats/format-error.js';
import { quickCheck, readSpectrumFile } from '../../src/science/spectra/read-spectrum-file.js';

const FOLDER = '../shared/data/bad-uploads';
const present = existsSync(join(FOLDER, 'MANIFEST.json'));

interface Entry {
  readonly file: string;
  readonly why: string;
  readonly problem: string | null;
}
const manifest: Entry[] = present
  ? (JSON.parse(readFileSync(join(FOLDER, 'MANIFEST.json'), 'utf8')) as Entry[])
  : [];

const codeOf = (error: unknown): string => {
  if (error instanceof FormatError) return error.code;
  throw error;
};

describe.skipIf(!present)(`hostile and damaged files (${FOLDER} must be there)`, () => {
  it.each(manifest)('$file: $why -> $problem', async ({ file, problem }) => {
    const bytes = readFileSync(join(FOLDER, file));
    const before = process.memoryUsage().rss;
    const answer = await readSpectrumFile(bytes, file).then(() => null, codeOf);
    expect(answer).toBe(problem);
    // The bombs unpack to 480 MB and more; a refusal must not have tried.
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });

  it.each(['empty.dm4', 'trunc_header.dm4', 'trunc_tail.dm3', 'ver5.dm4', 'png_as.dm4'])(
    '%s is refused at upload already',
    (file) => {
      const bytes = readFileSync(join(FOLDER, file));
      const refusal = quickCheck(bytes.subarray(0, 4096), bytes.length, file);
      expect(refusal?.code).toBe(manifest.find((entry) => entry.file === file)?.problem);
    },
  );
});
