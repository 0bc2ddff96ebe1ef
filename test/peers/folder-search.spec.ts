import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchFor } from '../support/kaimen-search.js';

const PYTHON = '/usr/bin/python3';
const READY = spawnSync(PYTHON, ['-c', 'import ase']).status === 0;
const BOUNDARY =
  '--structure fcc --element Cu --lattice 3.59 --axis 0,0,1 --sigma 5 --plane 2,1,0 --thickness 8 --force 0.1';

describe.skipIf(!READY)('a search by folder, answered by ASE (skipped: no python3-ase)', () => {
  let folder: string;
  let exchange: string;
  let answering: ChildProcess;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
    exchange = path.join(folder, 'exchange');
    const script = path.join(import.meta.dirname, 'folder-ase.py');
    answering = spawn(PYTHON, [script, exchange], { stdio: ['pipe', 'inherit', 'inherit'] });
  });
  afterAll(async () => {
    answering.kill();
    await rm(folder, { recursive: true });
  });

  it('finds a boundary, and finds its answers again', { timeout: 180_000 }, async () => {
    const engine = ['--engine', 'folder', '--folder', exchange, '--calculation', 'ASE EMT', '--threads', '2'];
    const found = await searchFor(BOUNDARY, engine, { folder, budget: 2 });
    expect(found.nFailed).toBe(0);
    // Of effective medium theory for copper: between nothing and twice the (100) surface's 0.9 J/m².
    expect(found.energyJPerM2).toBeGreaterThan(0.3);
    expect(found.energyJPerM2).toBeLessThan(1.8);
    const tasks = await readdir(exchange);
    answering.kill();
    const again = await searchFor(BOUNDARY, engine, { folder, budget: 2 });
    expect(again).toEqual(found);
    expect(await readdir(exchange)).toEqual(tasks);
  });
});
