/**
 * The inner loops of numerics, in AssemblyScript, compiled by `npm run kernels` to ../kernel-bytes.ts.
 *
 * Two float64 lanes at a time, products and sums only: no fused multiply-add, so that every machine gives the same bytes.
 * All addresses and strides are in bytes; nothing is allocated here, and nothing is checked: ../kernels.ts does both.
 */

/** Two neighbouring numbers of the array, as float64. */
function pair<T>(at: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  return v128.load(at);
}

function single<T>(at: usize): f64 {
  if (sizeof<T>() == 4) return <f64>load<f32>(at);
  return load<f64>(at);
}

function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}

function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b));
}

/** Two rows (x0, x1) of n numbers by the four vectors from v: y[p][0] += x0·v_p, y[p][1] += x1·v_p at y0 and y1. */
function dotTile<T>(
  x0: usize,
  x1: usize,
  n: usize,
  v: usize,
  vStride: usize,
  y0: usize,
  y1: usize,
  yStride: usize,
): void {
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let a3 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let b2 = f64x2.splat(0);
  let b3 = f64x2.splat(0);
  let v0 = v;
  let v1 = v0 + vStride;
  let v2 = v1 + vStride;
  let v3 = v2 + vStride;
  const end = v + ((n & ~1) << 3);
  while (v0 < end) {
    const r = pair<T>(x0);
    const s = pair<T>(x1);
    const q0 = v128.load(v0);
    const q1 = v128.load(v1);
    const q2 = v128.load(v2);
    const q3 = v128.load(v3);
    a0 = addProduct(a0, r, q0);
    a1 = addProduct(a1, r, q1);
    a2 = addProduct(a2, r, q2);
    a3 = addProduct(a3, r, q3);
    b0 = addProduct(b0, s, q0);
    b1 = addProduct(b1, s, q1);
    b2 = addProduct(b2, s, q2);
    b3 = addProduct(b3, s, q3);
    x0 += 2 * sizeof<T>();
    x1 += 2 * sizeof<T>();
    v0 += 16;
    v1 += 16;
    v2 += 16;
    v3 += 16;
  }
  let r = 0.0;
  let s = 0.0;
  let q0 = 0.0;
  let q1 = 0.0;
  let q2 = 0.0;
  let q3 = 0.0;
  if (n & 1) {
    r = single<T>(x0);
    s = single<T>(x1);
    q0 = load<f64>(v0);
    q1 = load<f64>(v1);
    q2 = load<f64>(v2);
    q3 = load<f64>(v3);
  }
  store<f64>(y0, load<f64>(y0) + sumOf(a0) + r * q0);
  store<f64>(y0 + yStride, load<f64>(y0 + yStride) + sumOf(a1) + r * q1);
  store<f64>(y0 + 2 * yStride, load<f64>(y0 + 2 * yStride) + sumOf(a2) + r * q2);
  store<f64>(y0 + 3 * yStride, load<f64>(y0 + 3 * yStride) + sumOf(a3) + r * q3);
  if (y1 == y0) return;
  store<f64>(y1, load<f64>(y1) + sumOf(b0) + s * q0);
  store<f64>(y1 + yStride, load<f64>(y1 + yStride) + sumOf(b1) + s * q1);
  store<f64>(y1 + 2 * yStride, load<f64>(y1 + 2 * yStride) + sumOf(b2) + s * q2);
  store<f64>(y1 + 3 * yStride, load<f64>(y1 + 3 * yStride) + sumOf(b3) + s * q3);
}

/** y[b × m] += v[b × n]·a[m × n]ᵀ; b a multiple of 4. The last row of an odd number is its own partner. */
function rowsTimesVectors<T>(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  v: usize,
  b: usize,
  y: usize,
): void {
  const vStride = n << 3;
  const yStride = m << 3;
  for (let i: usize = 0; i < m; i += 2) {
    const k = i + 1 < m ? i + 1 : i;
    for (let p: usize = 0; p < b; p += 4) {
      const to = y + p * yStride;
      dotTile<T>(
        a + i * stride,
        a + k * stride,
        n,
        v + p * vStride,
        vStride,
        to + (i << 3),
        to + (k << 3),
        yStride,
      );
    }
  }
}

/** Adds four rows of n numbers from x, weighted by w[0][0…3] and w[1][0…3], to the two rows z0 and z1. */
function axpyTile<T>(
  x: usize,
  stride: usize,
  n: usize,
  w: usize,
  wStride: usize,
  z0: usize,
  z1: usize,
): void {
  const a0 = v128.load64_splat(w);
  const a1 = v128.load64_splat(w + 8);
  const a2 = v128.load64_splat(w + 16);
  const a3 = v128.load64_splat(w + 24);
  const b0 = v128.load64_splat(w + wStride);
  const b1 = v128.load64_splat(w + wStride + 8);
  const b2 = v128.load64_splat(w + wStride + 16);
  const b3 = v128.load64_splat(w + wStride + 24);
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  const end = z0 + ((n & ~1) << 3);
  while (z0 < end) {
    const r0 = pair<T>(x0);
    const r1 = pair<T>(x1);
    const r2 = pair<T>(x2);
    const r3 = pair<T>(x3);
    const a = f64x2.add(addProduct(f64x2.mul(r0, a0), r1, a1), addProduct(f64x2.mul(r2, a2), r3, a3));
    const b = f64x2.add(addProduct(f64x2.mul(r0, b0), r1, b1), addProduct(f64x2.mul(r2, b2), r3, b3));
    v128.store(z0, f64x2.add(v128.load(z0), a));
    v128.store(z1, f64x2.add(v128.load(z1), b));
    x0 += 2 * sizeof<T>();
    x1 += 2 * sizeof<T>();
    x2 += 2 * sizeof<T>();
    x3 += 2 * sizeof<T>();
    z0 += 16;
    z1 += 16;
  }
  if (n & 1) {
    const r0 = single<T>(x0);
    const r1 = single<T>(x1);
    const r2 = single<T>(x2);
    const r3 = single<T>(x3);
    const u = w + wStride;
    const a = r0 * load<f64>(w) + r1 * load<f64>(w + 8) + (r2 * load<f64>(w + 16) + r3 * load<f64>(w + 24));
    const b = r0 * load<f64>(u) + r1 * load<f64>(u + 8) + (r2 * load<f64>(u + 16) + r3 * load<f64>(u + 24));
    store<f64>(z0, load<f64>(z0) + a);
    store<f64>(z1, load<f64>(z1) + b);
  }
}

/** Columns a tile runs over before it goes to the next rows: keeps the operands in the first-level cache. */
const PANEL: usize = 512;

/** z[b × n] += y[b × m]·a[m × n]; b a multiple of 2, m a multiple of 4 (rows past the end are zero). */
function vectorsTimesRows<T>(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  y: usize,
  b: usize,
  z: usize,
): void {
  const yStride = m << 3;
  for (let from: usize = 0; from < n; from += PANEL) {
    const length = min(PANEL, n - from);
    for (let i: usize = 0; i < m; i += 4) {
      const x = a + i * stride + from * sizeof<T>();
      for (let p: usize = 0; p < b; p += 2) {
        const to = z + ((p * n + from) << 3);
        axpyTile<T>(x, stride, length, y + p * yStride + (i << 3), yStride, to, to + (n << 3));
      }
    }
  }
}

export function rowsTimesVectors32(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  v: usize,
  b: usize,
  y: usize,
): void {
  rowsTimesVectors<f32>(a, m, n, stride, v, b, y);
}

export function rowsTimesVectors64(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  v: usize,
  b: usize,
  y: usize,
): void {
  rowsTimesVectors<f64>(a, m, n, stride, v, b, y);
}

export function vectorsTimesRows32(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  y: usize,
  b: usize,
  z: usize,
): void {
  vectorsTimesRows<f32>(a, m, n, stride, y, b, z);
}

export function vectorsTimesRows64(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  y: usize,
  b: usize,
  z: usize,
): void {
  vectorsTimesRows<f64>(a, m, n, stride, y, b, z);
}

/** The upper triangle (and some below it) of g[m × m] += a[m × n]·aᵀ; m a multiple of 4 (rows past the end are zero). */
export function gramOfRows(a: usize, m: usize, n: usize, stride: usize, g: usize): void {
  const gStride = m << 3;
  for (let i: usize = 0; i < m; i += 2) {
    for (let j = i & ~3; j < m; j += 4) {
      // Row i of g holds a_i·a_j in consecutive places: the "vectors" are rows here, so their results lie 8 bytes apart.
      const to = g + i * gStride + (j << 3);
      dotTile<f64>(a + i * stride, a + (i + 1) * stride, n, a + j * stride, stride, to, to + gStride, 8);
    }
  }
}

function dotOf(a: usize, b: usize, n: usize): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const end4 = a + ((n & ~3) << 3);
  while (a < end4) {
    even = addProduct(even, v128.load(a), v128.load(b));
    odd = addProduct(odd, v128.load(a, 16), v128.load(b, 16));
    a += 32;
    b += 32;
  }
  let sum = sumOf(f64x2.add(even, odd));
  const end = end4 + ((n & 3) << 3);
  while (a < end) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}

/** x[n] -= s·a + t·b. */
function subtractTwo(x: usize, n: usize, s: f64, a: usize, t: f64, b: usize): void {
  const ss = f64x2.splat(s);
  const tt = f64x2.splat(t);
  const end2 = x + ((n & ~1) << 3);
  while (x < end2) {
    const change = addProduct(f64x2.mul(ss, v128.load(a)), tt, v128.load(b));
    v128.store(x, f64x2.sub(v128.load(x), change));
    x += 16;
    a += 16;
    b += 16;
  }
  if (n & 1) store<f64>(x, load<f64>(x) - (s * load<f64>(a) + t * load<f64>(b)));
}

/** A <- H·A·H of the symmetric a[n × n] (both triangles), H = 1 − beta·w·wᵀ; p[n] is scratch. */
export function reflectBothSides(a: usize, stride: usize, n: usize, w: usize, beta: f64, p: usize): void {
  let inner = 0.0;
  for (let i: usize = 0; i < n; i++) {
    const value = beta * dotOf(a + i * stride, w, n);
    store<f64>(p + (i << 3), value);
    inner += value * load<f64>(w + (i << 3));
  }
  const half = 0.5 * beta * inner;
  for (let i: usize = 0; i < n; i++) {
    const at = i << 3;
    store<f64>(p + at, load<f64>(p + at) - half * load<f64>(w + at));
  }
  for (let i: usize = 0; i < n; i++) {
    subtractTwo(a + i * stride, n, load<f64>(w + (i << 3)), p, load<f64>(p + (i << 3)), w);
  }
}

/** Q <- Q·H on the n rows of n numbers from q, H = 1 − beta·w·wᵀ. */
export function reflectRows(q: usize, stride: usize, n: usize, w: usize, beta: f64): void {
  for (let i: usize = 0; i < n; i++) {
    const row = q + i * stride;
    subtractTwo(row, n, beta * dotOf(row, w, n), w, 0, w);
  }
}

/** Rotates two rows of n numbers: (a, b) <- (c·a − s·b, s·a + c·b). */
export function rotateRows(a: usize, b: usize, n: usize, c: f64, s: f64): void {
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  const end2 = a + ((n & ~1) << 3);
  while (a < end2) {
    const x = v128.load(a);
    const y = v128.load(b);
    v128.store(a, f64x2.sub(f64x2.mul(cc, x), f64x2.mul(ss, y)));
    v128.store(b, addProduct(f64x2.mul(ss, x), cc, y));
    a += 16;
    b += 16;
  }
  if (n & 1) {
    const x = load<f64>(a);
    const y = load<f64>(b);
    store<f64>(a, c * x - s * y);
    store<f64>(b, s * x + c * y);
  }
}

/**
 * Σ of each row of max(0, a) of float32 a[m × n], to rows[m], and of each column, added to columns[n]; how many entries were
 * below zero, and their sum, added to below[0] and below[1].
 */
export function nonNegativeSums(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  rows: usize,
  columns: usize,
  below: usize,
): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  let count = zero;
  let negative = zero;
  let tailCount = 0.0;
  let tailNegative = 0.0;
  for (let i: usize = 0; i < m; i++) {
    let at = a + i * stride;
    let sum = zero;
    let column = columns;
    const end = at + ((n & ~1) << 2);
    while (at < end) {
      const x = pair<f32>(at);
      const kept = f64x2.max(x, zero);
      sum = f64x2.add(sum, kept);
      v128.store(column, f64x2.add(v128.load(column), kept));
      negative = f64x2.add(negative, f64x2.min(x, zero));
      count = f64x2.add(count, v128.and(f64x2.lt(x, zero), one));
      at += 8;
      column += 16;
    }
    let total = sumOf(sum);
    if (n & 1) {
      const x = single<f32>(at);
      const kept = max(x, 0.0);
      total += kept;
      store<f64>(column, load<f64>(column) + kept);
      if (x < 0) {
        tailCount += 1;
        tailNegative += x;
      }
    }
    store<f64>(rows + (i << 3), total);
  }
  store<f64>(below, load<f64>(below) + sumOf(count) + tailCount);
  store<f64>(below + 8, load<f64>(below + 8) + sumOf(negative) + tailNegative);
}

/** Σ a·w and Σ a²·w over each row of float32 a[m × n], to sums[m] and squares[m]. */
export function weightedMoments(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  w: usize,
  sums: usize,
  squares: usize,
): void {
  for (let i: usize = 0; i < m; i++) {
    let at = a + i * stride;
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    let weight = w;
    const end = at + ((n & ~1) << 2);
    while (at < end) {
      const x = pair<f32>(at);
      const share = f64x2.mul(x, v128.load(weight));
      first = f64x2.add(first, share);
      second = addProduct(second, x, share);
      at += 8;
      weight += 16;
    }
    let s1 = sumOf(first);
    let s2 = sumOf(second);
    if (n & 1) {
      const x = single<f32>(at);
      const share = x * load<f64>(weight);
      s1 += share;
      s2 += x * share;
    }
    store<f64>(sums + (i << 3), s1);
    store<f64>(squares + (i << 3), s2);
  }
}

/**
 * b(d) = centre·(1 + c1·d + … + c5·d⁵) of each channel, d[n] the channel's relative distance from the centre of its block
 * of `block` channels; centres[⌈n/block⌉]; c at `series`. To background[n], float64; rounded up, so 16 bytes more than it.
 */
export function fillPowerLaw(
  centres: usize,
  series: usize,
  d: usize,
  n: usize,
  block: usize,
  background: usize,
): void {
  const one = f64x2.splat(1);
  const c1 = v128.load64_splat(series);
  const c2 = v128.load64_splat(series + 8);
  const c3 = v128.load64_splat(series + 16);
  const c4 = v128.load64_splat(series + 24);
  const c5 = v128.load64_splat(series + 32);
  for (let from: usize = 0; from < n; from += block) {
    const centre = v128.load64_splat(centres);
    let at = d + (from << 3);
    let to = background + (from << 3);
    const end = at + (min(block, n - from) << 3);
    while (at < end) {
      const x = v128.load(at);
      const xx = f64x2.mul(x, x);
      const low = addProduct(one, c1, x);
      const middle = addProduct(c2, c3, x);
      const high = addProduct(c4, c5, x);
      v128.store(to, f64x2.mul(centre, addProduct(low, xx, addProduct(middle, xx, high))));
      at += 16;
      to += 16;
    }
    centres += 8;
  }
}

/** counts[n] -= background[n], float32 less float64, rounded once. */
export function subtractRow(counts: usize, background: usize, n: usize): void {
  const end2 = counts + ((n & ~1) << 2);
  while (counts < end2) {
    const net = f64x2.sub(pair<f32>(counts), v128.load(background));
    v128.store64_lane(counts, f32x4.demote_f64x2_zero(net), 0);
    counts += 8;
    background += 16;
  }
  if (n & 1) store<f32>(counts, <f32>(single<f32>(counts) - load<f64>(background)));
}

function sumBlocks<T>(x: usize, nBlocks: usize, block: usize, to: usize): void {
  for (let b: usize = 0; b < nBlocks; b++) {
    let sum = f64x2.splat(0);
    const end = x + (block & ~1) * sizeof<T>();
    while (x < end) {
      sum = f64x2.add(sum, pair<T>(x));
      x += 2 * sizeof<T>();
    }
    let total = sumOf(sum);
    if (block & 1) {
      total += single<T>(x);
      x += sizeof<T>();
    }
    store<f64>(to + (b << 3), total);
  }
}

/** Sums of blocks of `block` neighbours of float32 counts and of float64 background, to countSums[nBlocks] and sums[nBlocks]. */
export function sumBlocksOf(
  counts: usize,
  background: usize,
  nBlocks: usize,
  block: usize,
  countSums: usize,
  sums: usize,
): void {
  sumBlocks<f32>(counts, nBlocks, block, countSums);
  sumBlocks<f64>(background, nBlocks, block, sums);
}

/**
 * Of the rest v = max(0, a)·r·c − u·w of each row of float32 a[m × n] (r, u of the row, c, w of the column): Σ v² of each row
 * to rows[m], of each column added to columns[n], Σ max(0, a)·c² of each row to noise[m]; returns the largest |v|.
 */
export function restMoments(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  r: usize,
  u: usize,
  c: usize,
  w: usize,
  rows: usize,
  columns: usize,
  noise: usize,
): f64 {
  const zero = f64x2.splat(0);
  let extreme = zero;
  let lastExtreme = 0.0;
  for (let i: usize = 0; i < m; i++) {
    const rr = v128.load64_splat(r + (i << 3));
    const uu = v128.load64_splat(u + (i << 3));
    let at = a + i * stride;
    let j: usize = 0;
    let square = zero;
    let counting = zero;
    const even = (n & ~1) << 3;
    for (; j < even; j += 16) {
      const cc = v128.load(c + j);
      const x = f64x2.mul(f64x2.max(pair<f32>(at), zero), cc);
      const v = f64x2.sub(f64x2.mul(x, rr), f64x2.mul(uu, v128.load(w + j)));
      const vv = f64x2.mul(v, v);
      counting = addProduct(counting, x, cc);
      square = f64x2.add(square, vv);
      v128.store(columns + j, f64x2.add(v128.load(columns + j), vv));
      extreme = f64x2.max(extreme, vv);
      at += 8;
    }
    let s = sumOf(square);
    let t = sumOf(counting);
    if (n & 1) {
      const x = max(single<f32>(at), 0.0) * load<f64>(c + j);
      const v = x * load<f64>(r + (i << 3)) - load<f64>(u + (i << 3)) * load<f64>(w + j);
      t += x * load<f64>(c + j);
      s += v * v;
      store<f64>(columns + j, load<f64>(columns + j) + v * v);
      lastExtreme = max(lastExtreme, v * v);
    }
    store<f64>(rows + (i << 3), s);
    store<f64>(noise + (i << 3), t);
  }
  return Math.sqrt(max(lastExtreme, max(f64x2.extract_lane(extreme, 0), f64x2.extract_lane(extreme, 1))));
}

/** 1.5·2⁵²: a small number added to it is rounded to an integer, which its low bits then hold. */
const TO_INTEGER: f64 = 6755399441055744.0;

/** The rest of rows [from, end) and columns [first, n), times `scale`, transposed to t[n × m]: float64, or rounded to int16. */
function transposePart<T>(
  a: usize,
  from: usize,
  end: usize,
  first: usize,
  n: usize,
  stride: usize,
  r: usize,
  u: usize,
  c: usize,
  w: usize,
  scale: f64,
  t: usize,
  tStride: usize,
): void {
  for (let j = first; j < n; j++) {
    const cc = load<f64>(c + (j << 3)) * scale;
    const ww = load<f64>(w + (j << 3)) * scale;
    const to = t + j * tStride;
    const x = a + (j << 2);
    for (let i = from; i < end; i++) {
      const value =
        max(single<f32>(x + i * stride), 0.0) * cc * load<f64>(r + (i << 3)) - load<f64>(u + (i << 3)) * ww;
      if (sizeof<T>() == 2) store<i16>(to + (i << 1), <i16>reinterpret<i64>(value + TO_INTEGER));
      else store<f64>(to + (i << 3), value);
    }
  }
}

/** Two columns of one row of the rest, rounded: the integers are the low halves of the lanes. */
function roundedPair(x: usize, cc: v128, ww: v128, r: usize, u: usize): v128 {
  const kept = f64x2.mul(f64x2.max(pair<f32>(x), f64x2.splat(0)), cc);
  const value = f64x2.sub(f64x2.mul(kept, v128.load64_splat(r)), f64x2.mul(v128.load64_splat(u), ww));
  return f64x2.add(value, f64x2.splat(TO_INTEGER));
}

/** Two columns of four rows of the rest as int16: the four of the one column, then of the other. */
function roundedTile(x: usize, stride: usize, cc: v128, ww: v128, r: usize, u: usize): v128 {
  const x2 = x + 2 * stride;
  const a = roundedPair(x, cc, ww, r, u);
  const b = roundedPair(x + stride, cc, ww, r + 8, u + 8);
  const d = roundedPair(x2, cc, ww, r + 16, u + 16);
  const e = roundedPair(x2 + stride, cc, ww, r + 24, u + 24);
  const narrow = i16x8.narrow_i32x4_s(
    v128.shuffle<i32>(a, b, 0, 2, 4, 6),
    v128.shuffle<i32>(d, e, 0, 2, 4, 6),
  );
  return v128.shuffle<i16>(narrow, narrow, 0, 2, 4, 6, 1, 3, 5, 7);
}

/** The same rest times `scale`, transposed to t[n × m] and rounded to int16, eight rows and two columns at a time. */
export function transposeRest16(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  r: usize,
  u: usize,
  c: usize,
  w: usize,
  scale: f64,
  t: usize,
  tStride: usize,
): void {
  const even = n & ~1;
  const scales = f64x2.splat(scale);
  for (let from: usize = 0; from < m; from += 8) {
    const end = min(from + 8, m);
    let done: usize = 0;
    if (end - from == 8) {
      const rr = r + (from << 3);
      const uu = u + (from << 3);
      let x = a + from * stride;
      let to = t + (from << 1);
      for (; done < even; done += 2) {
        const cc = f64x2.mul(v128.load(c + (done << 3)), scales);
        const ww = f64x2.mul(v128.load(w + (done << 3)), scales);
        const upper = roundedTile(x, stride, cc, ww, rr, uu);
        const lower = roundedTile(x + 4 * stride, stride, cc, ww, rr + 32, uu + 32);
        v128.store(to, v128.shuffle<i64>(upper, lower, 0, 2));
        v128.store(to + tStride, v128.shuffle<i64>(upper, lower, 1, 3));
        x += 8;
        to += 2 * tStride;
      }
    }
    transposePart<i16>(a, from, end, done, n, stride, r, u, c, w, scale, t, tStride);
  }
}

/** The same in float64, not rounded. */
export function transposeRest64(
  a: usize,
  m: usize,
  n: usize,
  stride: usize,
  r: usize,
  u: usize,
  c: usize,
  w: usize,
  scale: f64,
  t: usize,
  tStride: usize,
): void {
  for (let from: usize = 0; from < m; from += 8) {
    transposePart<f64>(a, from, min(from + 8, m), 0, n, stride, r, u, c, w, scale, t, tStride);
  }
}

/** Adds the four sums of int32 lanes, times `unit`, to four neighbouring float64. */
function addSums(s0: v128, s1: v128, s2: v128, s3: v128, unit: v128, to: usize): void {
  const a = f64x2.add(
    f64x2.convert_low_i32x4_s(s0),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(s0, s0, 2, 3, 2, 3)),
  );
  const b = f64x2.add(
    f64x2.convert_low_i32x4_s(s1),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(s1, s1, 2, 3, 2, 3)),
  );
  const c = f64x2.add(
    f64x2.convert_low_i32x4_s(s2),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(s2, s2, 2, 3, 2, 3)),
  );
  const d = f64x2.add(
    f64x2.convert_low_i32x4_s(s3),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(s3, s3, 2, 3, 2, 3)),
  );
  const ab = f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
  const cd = f64x2.add(v128.shuffle<f64>(c, d, 0, 2), v128.shuffle<f64>(c, d, 1, 3));
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(ab, unit)));
  v128.store(to + 16, f64x2.add(v128.load(to + 16), f64x2.mul(cd, unit)));
}

/** Columns of g that are made together: 64 rows of 256 int16 fill a first-level cache of 32 KiB. */
const INTEGER_BLOCK: usize = 64;

/**
 * The upper triangle (and some below it) of g[m × m] += unit·q[m × n]·qᵀ of int16, exactly: n a multiple of 8, m of 4, and
 * n/4 products of entries below 2³¹ in magnitude.
 */
export function gramOfIntegers(q: usize, m: usize, n: usize, unit: f64, g: usize): void {
  const stride = n << 1;
  const gStride = m << 3;
  const factor = f64x2.splat(unit);
  for (let from: usize = 0; from < m; from += INTEGER_BLOCK) {
    const end = min(from + INTEGER_BLOCK, m);
    for (let i: usize = 0; i < end; i += 2) {
      for (let j = max(i & ~3, from); j < end; j += 4) {
        let x0 = q + i * stride;
        let y = q + j * stride;
        let a0 = i32x4.splat(0);
        let a1 = i32x4.splat(0);
        let a2 = i32x4.splat(0);
        let a3 = i32x4.splat(0);
        let b0 = i32x4.splat(0);
        let b1 = i32x4.splat(0);
        let b2 = i32x4.splat(0);
        let b3 = i32x4.splat(0);
        const last = x0 + stride;
        while (x0 < last) {
          const r = v128.load(x0);
          const s = v128.load(x0 + stride);
          const y0 = v128.load(y);
          const y1 = v128.load(y + stride);
          a0 = i32x4.add(a0, i32x4.dot_i16x8_s(r, y0));
          b0 = i32x4.add(b0, i32x4.dot_i16x8_s(s, y0));
          a1 = i32x4.add(a1, i32x4.dot_i16x8_s(r, y1));
          b1 = i32x4.add(b1, i32x4.dot_i16x8_s(s, y1));
          const y2 = v128.load(y + 2 * stride);
          const y3 = v128.load(y + 3 * stride);
          a2 = i32x4.add(a2, i32x4.dot_i16x8_s(r, y2));
          b2 = i32x4.add(b2, i32x4.dot_i16x8_s(s, y2));
          a3 = i32x4.add(a3, i32x4.dot_i16x8_s(r, y3));
          b3 = i32x4.add(b3, i32x4.dot_i16x8_s(s, y3));
          x0 += 16;
          y += 16;
        }
        const to = g + i * gStride + (j << 3);
        addSums(a0, a1, a2, a3, factor, to);
        addSums(b0, b1, b2, b3, factor, to + gStride);
      }
    }
  }
}

/**
 * y[n] += G·x of a symmetric matrix of which each four rows are kept from their diagonal on: four rows of n numbers, four of
 * n − 4, … from g; n a multiple of 4.
 */
export function symmetricTimesVector(g: usize, n: usize, x: usize, y: usize): void {
  for (let length = n << 3; length > 0; length -= 32) {
    let g0 = g;
    let g1 = g0 + length;
    let g2 = g1 + length;
    let g3 = g2 + length;
    const x0 = v128.load64_splat(x);
    const x1 = v128.load64_splat(x + 8);
    const x2 = v128.load64_splat(x + 16);
    const x3 = v128.load64_splat(x + 24);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    // The block on the diagonal is whole: its rows alone are summed.
    const corner = x + 32;
    let v = x;
    for (; v < corner; v += 16) {
      const q = v128.load(v);
      s0 = addProduct(s0, v128.load(g0), q);
      s1 = addProduct(s1, v128.load(g1), q);
      s2 = addProduct(s2, v128.load(g2), q);
      s3 = addProduct(s3, v128.load(g3), q);
      g0 += 16;
      g1 += 16;
      g2 += 16;
      g3 += 16;
    }
    let to = y + 32;
    const end = x + length;
    while (v < end) {
      const q = v128.load(v);
      const r0 = v128.load(g0);
      const r1 = v128.load(g1);
      const r2 = v128.load(g2);
      const r3 = v128.load(g3);
      s0 = addProduct(s0, r0, q);
      s1 = addProduct(s1, r1, q);
      s2 = addProduct(s2, r2, q);
      s3 = addProduct(s3, r3, q);
      const below = f64x2.add(addProduct(f64x2.mul(r0, x0), r1, x1), addProduct(f64x2.mul(r2, x2), r3, x3));
      v128.store(to, f64x2.add(v128.load(to), below));
      v += 16;
      to += 16;
      g0 += 16;
      g1 += 16;
      g2 += 16;
      g3 += 16;
    }
    store<f64>(y, load<f64>(y) + sumOf(s0));
    store<f64>(y + 8, load<f64>(y + 8) + sumOf(s1));
    store<f64>(y + 16, load<f64>(y + 16) + sumOf(s2));
    store<f64>(y + 24, load<f64>(y + 24) + sumOf(s3));
    g += 4 * length;
    x += 32;
    y += 32;
  }
}

/** x[n] <- x − Σ (x·q)·q of the orthonormal rows q[m × n], four at a time; n even, m a multiple of 4 (rows past the end are zero). */
export function removeProjections(q: usize, m: usize, n: usize, x: usize): void {
  const stride = n << 3;
  const end = x + stride;
  for (let i: usize = 0; i < m; i += 4) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let at = q;
    for (let v = x; v < end; v += 16) {
      const p = v128.load(v);
      s0 = addProduct(s0, v128.load(at), p);
      s1 = addProduct(s1, v128.load(at + stride), p);
      s2 = addProduct(s2, v128.load(at + 2 * stride), p);
      s3 = addProduct(s3, v128.load(at + 3 * stride), p);
      at += 16;
    }
    const c0 = f64x2.splat(sumOf(s0));
    const c1 = f64x2.splat(sumOf(s1));
    const c2 = f64x2.splat(sumOf(s2));
    const c3 = f64x2.splat(sumOf(s3));
    at = q;
    for (let v = x; v < end; v += 16) {
      const along = f64x2.add(
        addProduct(f64x2.mul(v128.load(at), c0), v128.load(at + stride), c1),
        addProduct(f64x2.mul(v128.load(at + 2 * stride), c2), v128.load(at + 3 * stride), c3),
      );
      v128.store(v, f64x2.sub(v128.load(v), along));
      at += 16;
    }
    q += 4 * stride;
  }
}
