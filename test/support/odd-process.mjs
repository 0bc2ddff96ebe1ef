import { appendFileSync } from 'node:fs';
import { serveParseTasks } from '../../dist/src/jobs/in-parse-process.js';
import { FormatError } from '../../dist/src/science/formats/format-error.js';

const MIB = 2 ** 20;
let isBroken = false;

/** A reader that goes wrong in each way that a crafted file could make it go wrong. */
const tasks = {
  async double(task, onProgress) {
    for (const fraction of [0.25, 0.5, 1]) onProgress(fraction, 'doubling');
    return task * 2;
  },
  async doubleSlowly(task) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return task * 2;
  },
  async killItself() {
    process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  },
  async pid() {
    return process.pid;
  },
  async refuse() {
    throw new FormatError('no-energy-axis', 'no axis is in eV');
  },
  async fault() {
    throw new TypeError('x is not a function');
  },
  async hang() {
    for (;;);
  },
  async exit() {
    process.exit(3);
  },
  async abort() {
    process.abort();
  },
  async fillHeap() {
    const lists = [];
    for (;;) lists.push(Array.from({ length: 10_000 }, (_, i) => ({ i })));
  },
  /** Within one call of the engine: what takes a whole process along when a thread does it. */
  async fillHeapAtOnce() {
    return JSON.parse(`[${'[1.5],'.repeat(8_000_000)}0]`).length;
  },
  /** A line in the file `attempts` for each time that it is tried. */
  async fillBuffers(attempts) {
    if (attempts !== null) appendFileSync(attempts, 'x\n');
    const buffers = [];
    for (;;) buffers.push(new Uint8Array(16 * MIB).fill(1));
  },
  async fillWasm() {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    for (;;) {
      const first = memory.grow(256) * 65_536;
      new Uint8Array(memory.buffer, first).fill(1);
    }
  },
  async rejectLater() {
    setTimeout(() => Promise.reject(new Error('nobody waits for this')), 1);
    await new Promise((resolve) => setTimeout(resolve, 5000));
  },
  async breakEngine() {
    isBroken = true;
    throw new FormatError('malformed-file', 'HDF5 aborted');
  },
  async breakEngineLater() {
    setTimeout(() => (isBroken = true), 1);
    return process.pid;
  },
  async hold(nMib) {
    globalThis.held = new Uint8Array(nMib * MIB).fill(1);
    return process.pid;
  },
};

serveParseTasks(tasks, () => isBroken);
