/**
 * `npm run build`: compiles the program (dist/src) and the page (dist/web), side by side. What `dist` was made from is kept
 * beside it as one checksum: where nothing has changed there is nothing to do, and the scripts that build first
 * (test, demo, bench, …) cost a build together. `--force` builds anyway.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const STAMP = path.join(ROOT, 'dist/.made-from');
/** Both programs and the page's document: a `dist` that lost one is built again. */
const MADE = [
  'dist/src/main.api.js',
  'dist/src/main.cli.js',
  'dist/web/index.html',
  'dist/web/report.html',
  'dist/agent/kaimen_upload.py',
  'dist/agent/kaimen-agent.mjs',
];
const FOLDERS = ['src', 'migrations'];
const FILES = ['package.json', 'package-lock.json', 'nest-cli.json', '.ci/build.mjs'];

function inputs() {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
  );
  const configurations = readdirSync(ROOT).filter((name) => /^tsconfig.*\.json$/.test(name));
  return [...inFolders, ...FILES, ...configurations].sort();
}

function checksum() {
  const hash = createHash('sha256');
  for (const file of inputs()) {
    const bytes = readFileSync(path.join(ROOT, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** Runs commands one after the other, `npm run` having put the tools on the PATH; what they say is shown. */
async function run(...commands) {
  for (const command of commands) {
    const code = await new Promise((done) =>
      spawn(command, { cwd: ROOT, shell: true, stdio: 'inherit' }).on('close', done),
    );
    if (code !== 0) throw new Error(`${command} ended with ${code}.`);
  }
}

/** The agent as one file that runs beside nothing, also on the Node 20 of a microscope's PC: the service hands it out. */
async function bundleAgent() {
  const { rolldown } = await import('rolldown');
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const bundle = await rolldown({
    input: path.join(ROOT, 'src/agent/main.agent.ts'),
    platform: 'node',
    transform: { target: 'node20', define: { KAIMEN_VERSION: JSON.stringify(version) } },
  });
  await bundle.write({
    file: path.join(ROOT, 'dist/agent/kaimen-agent.mjs'),
    format: 'esm',
    codeSplitting: false,
    banner: '#!/usr/bin/env node',
  });
  await bundle.close();
}

/** The Python uploader goes into the package as it is: the service hands it out. */
function copyPrograms() {
  mkdirSync(path.join(ROOT, 'dist/agent'), { recursive: true });
  copyFileSync(
    path.join(ROOT, 'src/agent/python/kaimen_upload.py'),
    path.join(ROOT, 'dist/agent/kaimen_upload.py'),
  );
}

const wanted = checksum();
const isThere =
  existsSync(STAMP) &&
  readFileSync(STAMP, 'utf8') === wanted &&
  MADE.every((file) => existsSync(path.join(ROOT, file)));
if (!isThere || process.argv.includes('--force')) {
  rmSync(STAMP, { force: true });
  const web = (config) => `vite build --config src/web/${config}`;
  const ended = await Promise.allSettled([
    run('nest build'),
    run(web('vite.config.ts'), web('vite.report.config.ts')),
    bundleAgent(),
  ]);
  copyPrograms();
  for (const { reason } of ended.filter(({ status }) => status === 'rejected')) {
    console.error(reason.message);
    process.exitCode = 1;
  }
  if (process.exitCode === undefined) writeFileSync(STAMP, wanted);
}
