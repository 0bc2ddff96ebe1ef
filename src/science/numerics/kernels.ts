import { KERNEL_HEX } from './kernel-bytes.js';

/* eslint-disable max-params -- kernels take addresses and counts as they are; one object more a call would be felt. */

/** A product over one panel: matrix, rows, columns, stride; the block of vectors and how many; where the result is added. */
type Product = (a: number, m: number, n: number, stride: number, x: number, b: number, to: number) => void;

/** What assembly/kernels.ts exports; numbers are addresses, strides (bytes) and counts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly rowsTimesVectors32: Product;
  readonly rowsTimesVectors64: Product;
  readonly vectorsTimesRows32: Product;
  readonly vectorsTimesRows64: Product;
  readonly gramOfRows: (a: number, m: number, n: number, stride: number, g: number) => void;
  readonly reflectBothSides: (
    a: number,
    stride: number,
    n: number,
    w: number,
    beta: number,
    scratch: number,
  ) => void;
  readonly reflectRows: (q: number, stride: number, n: number, w: number, beta: number) => void;
  readonly rotateRows: (a: number, b: number, n: number, c: number, s: number) => void;
  readonly nonNegativeSums: (
    a: number,
    m: number,
    n: number,
    stride: number,
    rows: number,
    columns: number,
    below: number,
  ) => void;
  readonly weightedMoments: (
    a: number,
    m: number,
    n: number,
    stride: number,
    w: number,
    sums: number,
    squares: number,
  ) => void;
  readonly fillPowerLaw: (
    centres: number,
    series: number,
    d: number,
    n: number,
    block: number,
    background: number,
  ) => void;
  readonly sumBlocksOf: (
    counts: number,
    background: number,
    nBlocks: number,
    block: number,
    countSums: number,
    sums: number,
  ) => void;
  readonly subtractRow: (counts: number, background: number, n: number) => void;
  readonly restMoments: (
    a: number,
    m: number,
    n: number,
    stride: number,
    r: number,
    u: number,
    c: number,
    w: number,
    rows: number,
    columns: number,
    noise: number,
  ) => number;
  readonly transposeRest16: TransposeRest;
  readonly transposeRest64: TransposeRest;
  readonly gramOfIntegers: (q: number, m: number, n: number, unit: number, g: number) => void;
  readonly symmetricTimesVector: (g: number, n: number, x: number, y: number) => void;
  readonly removeProjections: (q: number, m: number, n: number, x: number) => void;
}

type TransposeRest = (
  a: number,
  m: number,
  n: number,
  stride: number,
  r: number,
  u: number,
  c: number,
  w: number,
  scale: number,
  t: number,
  tStride: number,
) => void;

/** The kernels beside the memory they work on. The views are good until the next `kernels(bytes)`. */
export interface Kernels {
  readonly run: Exports;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

// The part of the standard that is used here; science is compiled without the types of a host.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const PAGE_BYTES = 65_536;

let loaded: Kernels | null = null;

/**
 * The compiled kernels with at least `bytes` of memory, from address 0; what is in it is left from the call before.
 * One instance a thread, made at the first call. A caller is done with the memory when it returns.
 */
export function kernels(bytes: number): Kernels {
  const run = loaded?.run ?? instantiate();
  const grown = grow(run, bytes);
  // Growing detaches the old views.
  if (loaded === null || grown) loaded = viewsOf(run);
  return loaded;
}

/** An instance of its own, zero memory of at least `bytes`: for what is kept while other work goes on. Freed with its last view. */
export function ownKernels(bytes: number): Kernels {
  const run = instantiate();
  grow(run, bytes);
  return viewsOf(run);
}

function grow(run: Exports, bytes: number): boolean {
  const missing = bytes - run.memory.buffer.byteLength;
  if (missing > 0) run.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return missing > 0;
}

const viewsOf = (run: Exports): Kernels => ({
  run,
  f32: new Float32Array(run.memory.buffer),
  f64: new Float64Array(run.memory.buffer),
});

function instantiate(): Exports {
  const bytes = Uint8Array.from({ length: KERNEL_HEX.length / 2 }, (_, i) =>
    Number.parseInt(KERNEL_HEX.slice(2 * i, 2 * i + 2), 16),
  );
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
}
